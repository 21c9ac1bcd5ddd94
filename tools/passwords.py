"""Make `passwords.bin`: the folded words that passwords must not come down to. `python -m tools.passwords`

It holds Django's 20,000 common passwords, French words and first names that people choose, keyboard walks, and pairs of
the most common words. No breach was ever read for it.
"""

import gzip
import itertools
from pathlib import Path

import django.contrib.auth

from cordiale.people.signin.passwords import FILE, folded, mark

COMMON = Path(django.contrib.auth.__file__).parent / "common-passwords.txt.gz"
PAIRED = 280
ROWS = (
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "qwertzuiop",
    "yxcvbnm",
)
FRENCH = """
motdepasse motdepass mdp azerty azertyuiop bonjour bonsoir soleil chouchou doudou loulou chocolat marseille coucou
jetaime jetadore monamour amour bebe cheval chat chaton chien dauphin fleur rose papillon lune etoile maison famille
vacances ordinateur internet secret bienvenue merci salut cordiale entreprise societe bureau travail client clients
vente ventes commerce agence direction equipe comptable comptabilite admin administrateur administration utilisateur
invite demo test essai provisoire temporaire changeme changezmoi ouvretoi sesame tresor bisous calin nounours
princesse prince coquin lapin canard poisson oiseau tigre panthere lion dragon licorne tortue souris grenouille hibou
renard ours loup printemps ete automne hiver janvier fevrier mars avril mai juin juillet aout septembre octobre
novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche paris lyon toulouse bordeaux nantes lille
strasbourg rennes montpellier nice geneve lausanne bruxelles montreal france suisse belgique quebec bretagne corse
football rugby tennis velo ski psg olympique musique guitare piano camille lea manon chloe emma ines jade louise alice
lina sarah julie marie sophie nathalie isabelle sylvie catherine martine christine monique valerie sandrine stephanie
celine aurelie emilie pauline marion mathilde clara lucie nicolas thomas julien alexandre antoine maxime pierre paul
jacques jean michel philippe patrick daniel alain bernard christophe frederic sebastien david laurent stephane olivier
vincent guillaume kevin jeremy mathieu romain florian quentin lucas hugo louis arthur gabriel raphael adam nathan enzo
leo theo mohamed karim fatima yasmine
"""


def walks() -> set[str]:
    """Runs of neighbouring keys, both ways, and runs said twice."""
    found = set()
    for row in ROWS:
        for way in (row, row[::-1]):
            runs = {way[start:end] for start in range(len(way)) for end in range(start + 4, len(way) + 1)}
            found |= runs | {run * 2 for run in runs}
    found |= {"".join(pair) for pair in itertools.product(ROWS, repeat=2)}
    return found | {"1q2w3e4r5t6y7u8i9o0p", "1a2z3e4r5t6y7u8i9o0p", "qazwsxedcrfv", "aqwzsxedcrfv"}


def words() -> set[str]:
    with gzip.open(COMMON, "rt", encoding="utf-8") as lines:
        common = [line.strip() for line in lines]
    french = FRENCH.split()
    short = [word for word in [*common[:PAIRED], *french[:PAIRED]] if word.isalpha()][:PAIRED]
    pairs = {one + other for one, other in itertools.product(short, repeat=2) if len(one + other) <= 16}
    doubled = {word * 2 for word in [*common, *french]}
    return {*common, *french, *walks(), *pairs, *doubled}


def main() -> None:
    marks = sorted({mark(word) for each in words() for word in folded(each)})
    FILE.write_bytes(b"".join(marks))
    print(f"{len(marks):,} words, {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
