"""Names of time zones that no policy may use: those that a machine gives a meaning of its own."""

NO_ZONES = (
    *("localtime", "posixrules", "Factory", "", " ", "utc", "Europe/", "/UTC", "//UTC"),
    *("posix/Europe/Vienna", "right/Europe/Vienna", "/usr/share/zoneinfo/UTC", "/etc/localtime"),
    *("../zoneinfo/UTC", "Europe/../UTC", "./UTC", "Europe/Vienna ", "zone.tab", "tzdata.zi"),
)
