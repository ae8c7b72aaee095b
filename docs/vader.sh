#!/bin/sh
# Checks the measures of agreement on real data: the lexicon of vaderSentiment (PyPI, MIT), 7,520 words with ten human
# ratings from -4 to 4 each.
#
#   docs/vader.sh [FLOWSIGHT]             as a file of judgements; needs no platform
#   docs/vader.sh [FLOWSIGHT] --import    as a labeling project as well, on the platform that FLOWSIGHT_POSTGRES and
#                                         FLOWSIGHT_REDIS name, or the profile in use
#
# Krippendorff's alpha is 0.72640 (interval) and 0.73362 (ordinal) on 75,200 judgements; anything else is an error.
set -eu

flowsight=${1:-flowsight}
import=${2:-}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$folder" vaderSentiment==3.3.2
python3 - "$folder" <<'PYTHON'
import ast, glob, json, sys, zipfile

folder = sys.argv[1]
lexicon = zipfile.ZipFile(glob.glob(folder + "/*.whl")[0]).read("vaderSentiment/vader_lexicon.txt").decode()
with open(folder + "/judgements.jsonl", "w") as judgements, open(folder + "/tasks.jsonl", "w") as tasks:
    for number, line in enumerate(lexicon.splitlines()):
        text, _, _, ratings = line.split("\t")
        ratings = list(enumerate(ast.literal_eval(ratings)))
        for rater, rating in ratings:
            print(json.dumps({"item": number, "annotator": f"rater-{rater}", "label": rating}), file=judgements)
        given = [{"annotator": f"rater-{rater}", "annotation": {"valence": rating, "level": str(rating)}}
                 for rater, rating in ratings]
        print(json.dumps({"key": f"vader-{number}", "payload": {"text": text}, "overlap": 10, "annotations": given}),
              file=tasks)
with open(folder + "/schema.yaml", "w") as schema:
    print("fields:\n- {name: valence, kind: rating, minimum: -4, maximum: 4, step: 1}\n"
          "- {name: level, kind: choice, is_ordered: true, options:", [str(n) for n in range(-4, 5)], "}", file=schema)
PYTHON

# Says what a document holds, and whether it is what it has to be.
check() {
  python3 -c '
import json, sys
document = json.load(sys.stdin)
if "krippendorff" in document:
    found, n = [document["krippendorff"][name] for name in ("interval", "ordinal")], document["n_items"]
else:
    fields = {field["name"]: field["alpha"] for field in document["fields"]}
    found, n = [fields[name]["value"] for name in ("valence", "level")], fields["level"]["n"]
print(f"{sys.argv[1]}: alpha {found[0]:.6f} interval, {found[1]:.6f} ordinal, n {n}")
sys.exit(abs(found[0] - 0.72640) > 0.00001 or abs(found[1] - 0.73362) > 0.00001)' "$1"
}

"$flowsight" label agreement "$folder/judgements.jsonl" -o json | check "from a file"
if [ "$import" = --import ]; then
  name=vader-$(date +%s)
  "$flowsight" label create "$name" --schema "$folder/schema.yaml" -o json >"$folder/created"
  "$flowsight" label import "$name" "$folder/tasks.jsonl" -o json >"$folder/imported"
  "$flowsight" label stats "$name" -o json | check "project $name"
fi
