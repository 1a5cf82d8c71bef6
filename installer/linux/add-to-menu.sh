#!/bin/sh
# Shows GeoDesk in this user's menu and in "Open with", from wherever this folder lies; needs no root.
#   ./add-to-menu.sh            adds it, and `geodesk` in ~/.local/bin
#   ./add-to-menu.sh --remove   takes it away again
set -eu
here=$(cd "$(dirname "$0")" && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
bin=$HOME/.local/bin
refresh() {
    if command -v update-desktop-database >/dev/null; then update-desktop-database -q "$share/applications" || :; fi
    if command -v update-mime-database >/dev/null; then update-mime-database "$share/mime" || :; fi
}
if [ "${1:-}" = --remove ]; then
    rm -f "$share/applications/geodesk.desktop" "$share/mime/packages/geodesk.xml" \
        "$share/icons/hicolor/scalable/apps/geodesk.svg"
    if [ "$(readlink "$bin/geodesk" 2>/dev/null)" = "$here/geodesk" ]; then rm -f "$bin/geodesk"; fi
    refresh
    exit 0
fi
mkdir -p "$share/applications" "$share/mime/packages" "$share/icons/hicolor/scalable/apps" "$bin"
# A path with a space is quoted, as the rules for menu entries ask.
safe=$(printf '%s' "$here" | sed 's/[&|\\]/\\&/g')
sed "s|^Exec=geodesk|Exec=\"$safe/geodesk\"|; s|^TryExec=.*|TryExec=$safe/geodesk|" \
    "$here/share/applications/geodesk.desktop" > "$share/applications/geodesk.desktop"
cp "$here/share/mime/packages/geodesk.xml" "$share/mime/packages/"
cp "$here/share/icons/hicolor/scalable/apps/geodesk.svg" "$share/icons/hicolor/scalable/apps/"
ln -sf "$here/geodesk" "$bin/geodesk"
refresh
echo "GeoDesk: $share/applications/geodesk.desktop, $bin/geodesk"
