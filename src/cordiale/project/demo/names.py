"""Invented people's names: given names (women, then men), family names heard on both sides of the border, trades."""

_WOMEN = (
    "Emma Inès Léa Chloé Manon Camille Sarah Julie Marie Nathalie Isabelle Sylvie Catherine Monique Françoise "
    "Anne Sophie Céline Aurélie Émilie Laura Pauline Mathilde Lucie Alice Jeanne Louise Zoé Clara Élodie Valérie "
    "Sandrine Véronique Christine Patricia Martine Nicole Hélène Claire Charlotte Juliette Margaux Noémie Amélie "
    "Fatima Amina Leïla Samira Yasmina Maria Ana Giulia Francesca Elena Sofia Ursula Heidi Verena Corinne Nadine "
    "Joëlle Mireille Odile Solange Thérèse Agathe Victoire Capucine Romane Lina"
)
_MEN = (
    "Gabriel Louis Raphaël Jules Adam Lucas Hugo Arthur Nathan Léo Paul Antoine Nicolas Julien Thomas Alexandre "
    "Maxime Pierre Jean Michel Philippe Alain Patrick Bernard Daniel Christian Jacques André Laurent Olivier "
    "Stéphane Christophe David Sébastien Frédéric Vincent François Marc Éric Guillaume Mathieu Benoît Florian "
    "Quentin Romain Damien Karim Mehdi Youssef Ahmed Samir João Carlos Luca Marco Matteo Urs Beat Reto Stefan "
    "Didier Yves Gérard Roland Serge Thierry Xavier Étienne Loïc Théo"
)
_FAMILY = (
    "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux "
    "David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure "
    "André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément "
    "Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer "
    "Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard "
    "Rochat Favre Bovet Chappuis Jaccard Monnier Pittet Rey Python Jaquet Cuendet Bolomey Grandjean Vuilleumier "
    "Perret Jeanneret Robert-Nicoud Droz Matthey Huguenin Berset Aebischer Clerc Ducret Fasel Dessibourg Rossier "
    "Bonvin Fournier-Rey Zufferey Rossi Bianchi Ferrari Silva Ferreira Pereira Costa Nguyen Benali Haddad Cherif "
    "Schmid Müller Keller Weber Huber Schneider Zimmermann Brunner Baumann Frei Gerber Kunz Widmer Graf Wyss "
    "Poncet Burdet Chevalley Delacrétaz Gonin Henchoz Isoz Junod Lavanchy Mermoud Nicollier Oulevay Paccaud "
    "Ravussin Savary Tissot Ulrich Vallotton Yersin Zbinden Auberson Bühler Crausaz Dévaud Emery Freymond Guex "
    "Charvet Collomb Déchaux Excoffier Gaidon Jacquier Lachenal Maitre Novel Paccard Rebut Sonnerat Tavernier"
)
_TRADES = (
    "Menuiserie Boulangerie Garage Pharmacie Fiduciaire Imprimerie Électricité Plomberie Cabinet Domaine "
    "Transports Jardins Librairie Optique Scierie Fromagerie Hôtel Atelier Peinture Toitures"
)
WOMEN = tuple(_WOMEN.split())
MEN = tuple(_MEN.split())
FAMILY = tuple(_FAMILY.split())
TRADES = tuple(_TRADES.split())
EMAIL_DOMAINS = ("mel.example", "boite.example", "lac.example", "poste.example")
