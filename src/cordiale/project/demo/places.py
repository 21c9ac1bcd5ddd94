"""Where Rivage is: its agencies on both sides of the border, the towns they serve, and streets to live in."""

from typing import NamedTuple


class Agency(NamedTuple):
    code: str
    name: str
    country: str
    weight: float  # its share of customers, relative
    towns: tuple[tuple[str, str], ...]  # postcode, town


def _agency(code: str, name: str, country: str, *, weight: float, towns: str) -> Agency:
    pairs = tuple((town.split(" ", 1)[0], town.split(" ", 1)[1]) for town in towns.split(", "))
    return Agency(code, name, country, weight, pairs)


AGENCIES = (
    _agency("lausanne-flon", "Lausanne Flon", "CH", weight=7, towns="1003 Lausanne, 1004 Lausanne, 1020 Renens"),
    _agency("lausanne-ouchy", "Lausanne Ouchy", "CH", weight=5, towns="1006 Lausanne, 1007 Lausanne, 1009 Pully"),
    _agency("geneve-rive", "Genève Rive", "CH", weight=7, towns="1204 Genève, 1207 Genève, 1223 Cologny"),
    _agency("geneve-cornavin", "Genève Cornavin", "CH", weight=5, towns="1201 Genève, 1203 Genève, 1217 Meyrin"),
    _agency("neuchatel", "Neuchâtel", "CH", weight=4, towns="2000 Neuchâtel, 2034 Peseux, 2013 Colombier"),
    _agency("fribourg", "Fribourg", "CH", weight=4, towns="1700 Fribourg, 1752 Villars-sur-Glâne, 1630 Bulle"),
    _agency("sion", "Sion", "CH", weight=3, towns="1950 Sion, 1920 Martigny, 3960 Sierre"),
    _agency("yverdon", "Yverdon", "CH", weight=3, towns="1400 Yverdon-les-Bains, 1422 Grandson, 1350 Orbe"),
    _agency("vevey", "Vevey", "CH", weight=3, towns="1800 Vevey, 1820 Montreux, 1814 La Tour-de-Peilz"),
    _agency("nyon", "Nyon", "CH", weight=3, towns="1260 Nyon, 1196 Gland, 1180 Rolle"),
    _agency("chaux-de-fonds", "La Chaux-de-Fonds", "CH", weight=2, towns="2300 La Chaux-de-Fonds, 2400 Le Locle"),
    _agency("delemont", "Delémont", "CH", weight=2, towns="2800 Delémont, 2900 Porrentruy"),
    _agency("lyon-bellecour", "Lyon Bellecour", "FR", weight=8, towns="69002 Lyon, 69005 Lyon, 69100 Villeurbanne"),
    _agency("lyon-part-dieu", "Lyon Part-Dieu", "FR", weight=6, towns="69003 Lyon, 69006 Lyon, 69500 Bron"),
    _agency("grenoble", "Grenoble", "FR", weight=5, towns="38000 Grenoble, 38240 Meylan, 38400 Saint-Martin-d’Hères"),
    _agency("annecy", "Annecy", "FR", weight=4, towns="74000 Annecy, 74940 Annecy-le-Vieux, 74600 Seynod"),
    _agency("annemasse", "Annemasse", "FR", weight=3, towns="74100 Annemasse, 74240 Gaillard, 74140 Douvaine"),
    _agency("thonon", "Thonon", "FR", weight=2, towns="74200 Thonon-les-Bains, 74500 Évian-les-Bains"),
    _agency("chambery", "Chambéry", "FR", weight=3, towns="73000 Chambéry, 73100 Aix-les-Bains"),
    _agency("bourg", "Bourg-en-Bresse", "FR", weight=2, towns="01000 Bourg-en-Bresse, 01500 Ambérieu-en-Bugey"),
    _agency("dijon", "Dijon", "FR", weight=4, towns="21000 Dijon, 21800 Quetigny, 21240 Talant"),
    _agency("besancon", "Besançon", "FR", weight=3, towns="25000 Besançon, 25300 Pontarlier, 25480 École-Valentin"),
    _agency("mulhouse", "Mulhouse", "FR", weight=3, towns="68100 Mulhouse, 68400 Riedisheim, 68300 Saint-Louis"),
    _agency("strasbourg", "Strasbourg", "FR", weight=5, towns="67000 Strasbourg, 67200 Strasbourg, 67300 Schiltigheim"),
)

_STREETS = (
    "rue du Lac, rue de la Gare, avenue de la Gare, rue des Alpes, rue du Marché, place du Bourg, rue de "
    "l’Église, chemin des Vignes, rue des Lilas, avenue des Tilleuls, rue Neuve, rue du Moulin, chemin du Verger, "
    "rue de la Fontaine, rue des Jardins, quai du Rhône, rue du Pont, chemin de la Forêt, rue du Château, avenue "
    "du Léman, rue des Écoles, rue de Bourgogne, impasse des Cerisiers, rue du Stade, route de Genève, route de "
    "Berne, rue de la Poste, rue Saint-Jean, rue Saint-Pierre, rue du Port, chemin de Bellevue, avenue de Savoie, "
    "rue du Jura, rue des Remparts, place de la Mairie, rue de l’Industrie, rue du Four, chemin des Crêts, rue "
    "des Acacias, allée des Peupliers, rue de la Paix, rue Basse, rue Haute, avenue de Chailly, rue du Simplon, "
    "rue de la Madeleine, montée du Calvaire, rue des Tanneurs"
)
STREETS = tuple(_STREETS.split(", "))
