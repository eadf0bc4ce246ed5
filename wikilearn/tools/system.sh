#!/bin/sh
# System packages for "run", "test" or "check": installed with apt-get where we are root, otherwise named.
# Missing ones stop nothing but continuous integration (CI is set): the product says itself what it cannot do.

has_library() {
    { ldconfig -p || /sbin/ldconfig -p; } 2>/dev/null | grep -q "$1" || ls /opt/homebrew/lib/"${1%%.so*}"* >/dev/null 2>&1
}
has_browser() {
    command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome
} >/dev/null 2>&1
can_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1
}
install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

missing=''
need() {
    missing="$missing $1"
}
# WeasyPrint renders certificates with Pango; without harfbuzz-subset it is nine times slower.
has_library libpango-1.0.so.0 || need libpango-1.0-0
has_library libpangoft2-1.0.so.0 || need libpangoft2-1.0-0
has_library libharfbuzz-subset.so.0 || need libharfbuzz-subset0
case "$1" in
test)
    # Chromium without windows opens a page in a third of the time; where it cannot be had, the whole one does.
    command -v chromium-headless-shell >/dev/null 2>&1 || ! can_install || {
        echo 'Installing chromium-headless-shell ...'
        { install chromium-headless-shell || { apt-get update -qq && install chromium-headless-shell; }; } >/dev/null 2>&1
    }
    has_browser || need chromium
    ;;
check)
    command -v xgettext >/dev/null 2>&1 || need gettext
    ;;
esac
[ -n "$missing" ] || exit 0

if can_install; then
    echo "Installing system packages:$missing ..."
    # shellcheck disable=SC2086 - one word each
    { install $missing 2>/dev/null || { apt-get update -qq && install $missing; }; } && exit 0
    echo "apt-get could not install:$missing"
else
    echo "Missing system packages:$missing"
    echo "  Debian, Ubuntu: sudo apt-get install --no-install-recommends$missing"
fi
case "$missing" in *libpango*) echo '  Without Pango certificates are not rendered as PDF.' ;; esac
case "$missing" in *chromium*) echo '  Without Chromium the browser tests are skipped.' ;; esac
case "$missing" in *gettext*) echo '  Without gettext the message catalogues are not checked.' ;; esac
[ -z "$CI" ]
