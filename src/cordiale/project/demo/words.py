"""What customers say and see: verbatims by mood, mail titles, pages, reasons for leaving."""

HAPPY = (
    "Toujours quelqu’un au bout du fil, c’est rare.",
    "Dossier réglé en trois jours, merci à l’agence.",
    "On m’a rappelé comme promis.",
    "Conseillère à l’écoute, explications claires.",
    "Livraison rapide et produit conforme.",
    "Je recommande, surtout pour l’accueil.",
    "Simple, humain, efficace.",
    "Prix correct et vrai suivi.",
    "Vingt ans chez vous et jamais déçu.",
    "L’espace client est enfin pratique.",
)
MIXED = (
    "Bien dans l’ensemble, mais le délai est long.",
    "Correct, sans plus.",
    "Le conseiller est bien, le site moins.",
    "On m’a bien remboursé, mais j’ai dû relancer.",
    "Les courriers sont difficiles à comprendre.",
    "Service sérieux, tarifs un peu élevés.",
    "J’attends encore une réponse à ma question.",
)
UNHAPPY = (
    "Trois appels pour une réponse.",
    "Personne ne m’avait dit qu’il fallait envoyer les photos.",
    "La facture monte chaque année sans un mot.",
    "On se renvoie mon dossier d’un service à l’autre.",
    "Impossible de joindre la même personne deux fois.",
    "Mon sinistre traîne depuis des semaines.",
    "Promis, rappelé, jamais rappelé.",
    "Je paie plus et je reçois moins.",
)
CALLS = (
    "Demande où en est le remboursement.",
    "Veut comprendre la hausse de sa prime.",
    "Change d’adresse le mois prochain.",
    "Souhaite une attestation.",
    "Demande un délai de paiement.",
    "Question sur la franchise.",
    "A reçu un article abîmé.",
    "Veut ajouter un conducteur.",
    "Demande un rendez-vous en agence.",
)
SAVED = (
    "Content d’avoir été appelé avant l’échéance.",
    "Comparait les prix, va réfléchir.",
    "Rassuré sur le suivi de son dossier.",
    "N’a pas le temps, à rappeler.",
)
REASONS = {
    "price": "Prix au renouvellement",
    "claim": "Suivi d’un sinistre",
    "moved": "Déménagement, vente",
    "competitor": "Offre d’un concurrent",
    "contact": "Pas d’interlocuteur",
    "other": "Autre",
}
LEAVING = {
    "price": "La facture monte chaque année sans un mot.",
    "claim": "Trois appels pour une réponse.",
    "moved": "Nous quittons la région.",
    "competitor": "On m’a proposé moins cher ailleurs.",
    "contact": "Je n’ai jamais eu deux fois le même interlocuteur.",
    "other": "",
}
PERILS = {
    "auto": ("accrochage", "bris-de-glace", "vol"),
    "habitation": ("degat-des-eaux", "cambriolage", "incendie"),
    "prévoyance": ("invalidite", "deces"),
    "santé": ("hospitalisation", "soins"),
    "voyage": ("annulation", "bagage"),
    "entreprise": ("dommage", "responsabilite"),
}
PAGES = (
    "Accueil",
    "Tarifs habitation",
    "Tarifs auto",
    "Boutique",
    "Mon espace",
    "Suivre mon dossier",
    "Questions fréquentes",
    "Trouver une agence",
    "Santé",
    "Voyage",
)
CANCEL_PAGE = "Résilier un contrat"
ENTRIES = ("direct", "search", "newsletter", "lescomparaisons.example", "social")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
FOLLOW_UPS = (
    "A demandé un rappel jeudi matin, avant 10 h.",
    "Content de l’échange. Pense à une prévoyance famille, à revoir en janvier.",
    "Attend son attestation pour la crèche, promise pour demain.",
    "Trouve la hausse incompréhensible. Lui envoyer le détail de la prime.",
    "Déménage au printemps, adresse à mettre à jour.",
    "Photos du dégât reçues, transmises à l’expert.",
    "Souhaite regrouper ses contrats sur une seule échéance.",
    "Préfère être appelé que recevoir des e-mails.",
    "Sa fille passe le permis en mars : conducteur à ajouter.",
    "Remboursement confirmé, rien à faire de plus.",
)
