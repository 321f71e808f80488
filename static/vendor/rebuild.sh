#!/bin/sh
# Rebuild static/vendor from the npm packages named in package.json. A maintainer's step: it needs node and npm, the
# portal does not. Run it after changing a version or icons.txt, look at the result, commit it with its manifest.
#   sh static/vendor/rebuild.sh            from the lock file
#   sh static/vendor/rebuild.sh --update   after editing package.json: writes the lock file again
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cp "$here/package.json" "$here/plotly.entry.js" .
if [ "${1:-}" = "--update" ]; then
    npm install --ignore-scripts --no-audit --no-fund
    cp package-lock.json "$here/"
else
    cp "$here/package-lock.json" .
    npm ci --ignore-scripts --no-audit --no-fund
fi
modules=$work/node_modules
out=$here/files
rm -rf "$out"
mkdir -p "$out/licences"

# Source maps are not shipped: the comment naming them would make every collectstatic fail.
strip_map() { sed -e '/^\/[\/*][#@] sourceMappingURL=.*$/d' -e 's/\/\*# sourceMappingURL=.*\*\/$//' "$1"; }

strip_map "$modules/htmx.org/dist/htmx.min.js" > "$out/htmx.min.js"

# Tabler goes into a cascade layer of its own, so that our rules win without counting selectors.
{ printf '@layer vendor {\n'; strip_map "$modules/@tabler/core/dist/css/tabler.min.css" | sed 's/@charset "UTF-8";//'; printf '\n}\n'; } > "$out/tabler.min.css"

"$modules/.bin/esbuild" plotly.entry.js --bundle --minify --format=iife --global-name=Plotly --platform=browser \
    --define:global=window --loader:.css=empty --legal-comments=none --log-level=warning --outfile="$out/plotly.min.js"

cp "$modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2" "$out/inter-latin.woff2"
cp "$modules/@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2" "$out/inter-latin-ext.woff2"

# One sprite of the icons named in icons.txt; a name ending in -filled comes from the filled set.
{
    printf '<svg xmlns="http://www.w3.org/2000/svg">\n'
    while read -r name; do
        case $name in
            *-filled) file="$modules/@tabler/icons/icons/filled/${name%-filled}.svg"; paint='fill="currentColor" stroke="none"' ;;
            *) file="$modules/@tabler/icons/icons/outline/$name.svg"; paint='fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"' ;;
        esac
        printf '<symbol id="%s" viewBox="0 0 24 24" %s>' "$name" "$paint"
        tr '\n' ' ' < "$file" | sed -e 's/<!--.*-->//' -e 's/<svg[^>]*>//' -e 's/<\/svg>//' -e 's/  */ /g' -e 's/<path stroke="none" d="M0 0h24v24H0z" fill="none" *\/>//'
        printf '</symbol>\n'
    done < "$here/icons.txt"
    printf '</svg>\n'
} > "$out/icons.svg"

cp "$modules/htmx.org/LICENSE" "$out/licences/htmx.txt"
cp "$modules/plotly.js/LICENSE" "$out/licences/plotly.txt"
cp "$modules/@tabler/icons/LICENSE" "$out/licences/tabler.txt"
cp "$modules/@fontsource-variable/inter/LICENSE" "$out/licences/inter.txt"

node "$here/manifest.js" "$modules" "$out" > "$here/manifest.json"
