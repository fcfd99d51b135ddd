"""What every answer of the program says of itself, in tests and in the browser."""

from __future__ import annotations

from collections.abc import Mapping

#: Name -> exactly what it says. The policy is looked at part by part.
SAID = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
#: Parts of the content policy that must be there as they stand.
POLICY = (
    "default-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'self'",
)
#: What tells a stranger which program, in which version, stands behind the address.
TELLING = ("x-powered-by", "x-aspnet-version", "x-generator", "via")


def header_faults(headers: Mapping[str, str]) -> list[str]:
    """What is wrong with the headers of one answer that is no static file; nothing when all is well."""
    told = {name.lower(): value for name, value in headers.items()}
    faults = [f"{name}: {told.get(name)}" for name, value in SAID.items() if told.get(name) != value]
    policy = told.get("content-security-policy", "")
    parts = [part.strip() for part in policy.split(";")]
    faults += [f"policy lacks {part}" for part in POLICY if part not in parts]
    faults += [
        f"policy has {word}" for word in ("unsafe-inline", "unsafe-eval", "*", "http:", "https:") if word in policy
    ]
    kept = told.get("cache-control", "")
    if "no-store" not in kept or "private" not in kept:
        faults.append(f"cache-control: {kept}")
    if "camera=()" not in told.get("permissions-policy", ""):
        faults.append("permissions-policy")
    faults += [f"{name}: {told[name]}" for name in TELLING if name in told]
    if any(letter.isdigit() for letter in told.get("server", "")):
        faults.append(f"server: {told['server']}")
    return faults
