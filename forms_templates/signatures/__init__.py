"""Signatures of papers: scans of what was signed by hand, and digital signatures made here or brought in.

``blocks`` finds where a paper is signed, ``scans`` makes a PDF of photos, ``keys`` opens a certificate for one signing,
``signing`` puts a signature on, ``trust`` knows whom the installation trusts, ``checking`` tells what a signed file is
worth, ``copies`` keeps it. Nothing here asks the network, but for the timestamp server that the operator names.
"""
