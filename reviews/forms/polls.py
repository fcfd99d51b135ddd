"""Preparing a poll at work, or confirming that there is none."""

from __future__ import annotations

from django import forms

from .base import DayField, PlainForm


class PollForm(PlainForm):
    held_on = DayField(label="Ngày lấy ý kiến")


class PollWaiverForm(PlainForm):
    reason = forms.CharField(label="Lý do", max_length=300)
