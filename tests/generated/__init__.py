"""Generated requests and forms: no input is an error of the program, and none that is refused leaves a trace.

``places`` finds the forms of every page by opening the pages, so that a new one is included by itself; ``values`` makes
what is typed into them; ``sending`` sends it and looks at what became of it; ``bound_forms`` fills in every form class
without its page.
"""
