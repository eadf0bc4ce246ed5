"""What a browser is called by people, from what it says of itself."""

BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def device(user_agent: str) -> str:
    """`Firefox, Linux`: enough to recognise one's own device, too little to recognise a person by.

    What is no browser's user agent is kept up to its first blank or slash (`curl/8.1` is `curl`).
    """
    if not user_agent.startswith("Mozilla/"):
        return (
            user_agent if user_agent in _KNOWN else user_agent.split("/", maxsplit=1)[0].split(" ", maxsplit=1)[0][:30]
        )
    return ", ".join(
        name
        for names in (BROWSERS, SYSTEMS)
        for name in [next((name for mark, name in names.items() if mark in user_agent), "")]
        if name
    )


_KNOWN = {
    *BROWSERS.values(),
    *SYSTEMS.values(),
    *(f"{browser}, {system}" for browser in BROWSERS.values() for system in SYSTEMS.values()),
}
