#!/usr/bin/env bash
# Runs a command on a virtual screen (Xvfb) where there is one, else on Qt's own invisible one.
# It is large enough for the window at 200 %.
if command -v xvfb-run >/dev/null; then
    export QT_QPA_PLATFORM=xcb
    exec xvfb-run -a -s "-screen 0 3840x2400x24" "$@"
fi
QT_QPA_PLATFORM=offscreen exec "$@"
