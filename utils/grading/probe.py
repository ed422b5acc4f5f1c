"""Runs inside the kernel, around each check: what are the functions that the check relies on?

This text is sent to the kernel whenever it is needed (see `grading.trust`); nothing of it stays
there. It describes functions by their content, not by their address, so that the same description
comes from another process in which nothing was changed: that of the instructor's own solution.
"""

from __future__ import annotations

import builtins
import hashlib
import sys
import types

DEPTH = 3  # how far the functions are followed that a function calls
MOST = 400
FOLLOWED = ("numpy", "scipy", "sklearn", "math", "statistics", "pandas", "utils")
PYTHON = (types.FunctionType, types.MethodType)
BUILTIN = (types.BuiltinFunctionType, type(len.__call__), type(str.join), type(dict.__repr__))
OF_SHELL = (
    "ast_transformers",
    "input_transformers_cleanup",
    "input_transformers_post",
    "custom_exceptions",
)
QUIET = ("IPython", "ipykernel", "matplotlib", "matplotlib_inline", "_pydevd", "debugpy")


def digest(*parts):
    """A short hash of texts."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:12]


def of_constant(value):
    """A text for a constant that is the same in every process."""
    if isinstance(value, types.CodeType):
        return of_code(value)
    if isinstance(value, frozenset):
        return "{" + ",".join(sorted(map(of_constant, value))) + "}"
    if isinstance(value, tuple):
        return "(" + ",".join(map(of_constant, value)) + ")"
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes)):
        return repr(value)
    return type(value).__name__


def of_code(code):
    """A text for compiled code, without its file and its line numbers."""
    inner = ",".join(map(of_constant, code.co_consts))
    return "|".join([code.co_code.hex(), inner, repr(code.co_names), repr(code.co_varnames)])


def plain(function):
    """The Python function within a method, a decorated function or one of NumPy's dispatchers."""
    for _ in range(5):
        inner = getattr(function, "_implementation", None)
        inner = inner if inner is not None else getattr(function, "__wrapped__", None)
        if isinstance(function, types.FunctionType) or not isinstance(inner, types.FunctionType):
            break
        function = inner
    return function


def describe(thing):
    """(kind, origin, digest) of an object; only functions, classes and modules tell more."""
    kind = type(thing).__name__
    if isinstance(thing, types.ModuleType):
        return "module", str(getattr(thing, "__name__", "")), ""
    if isinstance(thing, PYTHON):
        function = getattr(thing, "__func__", thing)
        defaults = of_constant(function.__defaults__) + of_constant(
            tuple(sorted((function.__kwdefaults__ or {}).items()))
        )
        inner = plain(function)
        code = of_code(function.__code__) + (describe(inner)[2] if inner is not function else "")
        return "function", str(function.__module__), digest(code, defaults)
    if isinstance(thing, BUILTIN):
        return (
            "builtin",
            str(getattr(thing, "__module__", "")),
            digest(str(getattr(thing, "__qualname__", thing))),
        )
    if isinstance(thing, type):
        own = [
            f"{n}:{describe(plain(v))[2]}"
            for n, v in sorted(vars(thing).items())
            if isinstance(plain(v), PYTHON)
        ]
        return "class", str(thing.__module__), digest(thing.__qualname__, *own)
    if kind in ("ufunc", "_ArrayFunctionDispatcher"):
        inner = plain(thing)
        code = describe(inner)[2] if isinstance(inner, types.FunctionType) else ""
        more = repr(getattr(thing, "types", "")) if kind == "ufunc" else ""
        return "function", "numpy", digest(kind, str(thing.__name__), more, code)
    return "value", kind, ""


def resolve(name, space):
    """The object behind a dotted name, or None; only modules and classes are asked for more."""
    first, *rest = name.split(".")
    missing = object()
    thing = space.get(first, vars(builtins).get(first, missing))
    for part in rest:
        if not isinstance(thing, (types.ModuleType, type)):
            return None
        thing = getattr(thing, part, missing)
    return None if thing is missing else thing


def followed(thing, found):
    """Describe what a function of a scientific package calls, by the names in its code."""
    queue = [(thing, 0)]
    while queue and len(found) < MOST:
        thing, depth = queue.pop(0)
        function = plain(getattr(thing, "__func__", thing))
        module = str(getattr(function, "__module__", "")).split(".")[0]
        if depth >= DEPTH or module not in FOLLOWED:
            continue
        if not isinstance(function, types.FunctionType):
            continue
        for used in function.__code__.co_names:
            inner = function.__globals__.get(used)
            if inner is None or isinstance(inner, types.ModuleType):
                continue
            kind, origin, text = describe(inner)
            label = f"{function.__module__}.{used}"
            if kind != "value" and label not in found:
                found[label] = f"{kind} {origin} {text}"
                queue.append((inner, depth + 1))


def of_shell(shell, found):
    """Describe the machinery that runs a cell, and whatever may hook into it."""
    for name, thing in sorted(vars(builtins).items()):
        kind, origin, text = describe(thing)
        if kind != "value":
            found[f"builtins.{name}"] = f"{kind} {origin} {text}"
    for label, thing in (
        ("shell", shell),
        ("kernel", shell.kernel),
        ("session", shell.kernel.session),
        ("events", shell.events),
        ("compile", shell.compile),
        ("manager", shell.input_transformer_manager),
    ):
        for base in type(thing).__mro__[:-1]:
            if base.__module__.split(".")[0] in (*QUIET, "jupyter_client", "__main__"):
                found[f"{label}:{base.__qualname__}"] = " ".join(describe(base))
        own = [n for n, v in vars(thing).items() if isinstance(v, PYTHON) and n in dir(type(thing))]
        found[f"{label}.replaced"] = ",".join(sorted(own))
        found[f"{label}.class"] = f"{type(thing).__module__}.{type(thing).__qualname__}"
    for name in OF_SHELL:
        entries = getattr(shell, name, ())
        found[f"shell.{name}"] = ";".join(
            " ".join(describe(e if isinstance(e, PYTHON) else type(e))) for e in entries
        )
    hooks = [
        f"{event}:{callback.__module__}.{getattr(callback, '__qualname__', '')}"
        for event, callbacks in sorted(shell.events.callbacks.items())
        for callback in callbacks
        if str(callback.__module__).split(".")[0] not in QUIET
    ]
    found["shell.callbacks"] = ";".join(hooks)
    found["sys.trace"] = f"{sys.gettrace()} {sys.getprofile()}"
    tools = getattr(sys, "monitoring", None)
    found["sys.monitoring"] = str([tools.get_tool(i) for i in range(6)]) if tools else "[]"


def answer(names, shell):
    """Describe each of the names, what they call, and the machinery: {label: text}."""
    found = {}
    for name in names:
        thing = resolve(name, shell.user_ns)
        kind, origin, text = describe(thing)
        last = str(getattr(thing, "__name__", ""))
        found[f"name:{name}"] = f"{kind} {origin} {text} {last}"
        if kind in ("function", "class"):
            followed(thing, found)
    of_shell(shell, found)
    return found
