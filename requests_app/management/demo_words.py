"""What does the demo's invented business hear and say? Names, wishes and answers, none of them anybody's.

First and last names are combined at random. Addresses are of example domains and numbers from 555-0100 to 555-0199,
which belong to nobody (RFC 2606; the North American numbering plan's range for fiction).
"""

FIRST_NAMES = (
    *("Aiko", "Amara", "Anahit", "Arjun", "Beatriz", "Carlos", "Chidi", "Dalia", "Dmitri", "Elena", "Emeka", "Farid"),
    *("Fatima", "Gabriel", "Giulia", "Grace", "Hana", "Hector", "Imani", "Ines", "Isaac", "Jada", "Jin", "Joaquín"),
    *("Kaia", "Kenji", "Lakshmi", "Leilani", "Liam", "Lupe", "Malik", "Marisol", "Mei", "Mina", "Nadia", "Noah"),
    *("Nokomis", "Olivia", "Omar", "Paloma", "Priya", "Quyen", "Rafael", "Rosa", "Samir", "Siobhan", "Soledad"),
    *("Sunil", "Tala", "Tariq", "Thuy", "Tomás", "Uma", "Viktor", "Wanda", "Xiomara", "Yara", "Yusuf", "Zofia", "Zuri"),
)
LAST_NAMES = (
    *("Abara", "Acosta", "Bui", "Calloway", "Castellanos", "Dang", "Delacroix", "Eriksen", "Espinoza", "Farrow"),
    *("Fuentes", "Galvan", "Haddad", "Hartwell", "Ibarra", "Ishikawa", "Jimenez", "Kapoor", "Kealoha", "Kowalczyk"),
    *("Laurent", "Liang", "Lindqvist", "Macías", "Mbeki", "Merriweather", "Moreno", "Nakamura", "Nguyen", "Okafor"),
    *("Oyelaran", "Pak", "Petrosyan", "Quintero", "Rahimi", "Rios", "Saldaña", "Sandoval", "Sato", "Sharma", "Silva"),
    *(
        "Tavares",
        "Thornbury",
        "Tran",
        "Ueda",
        "Valdez",
        "Villanueva",
        "Warsame",
        "Whitfield",
        "Xiong",
        "Yazzie",
        "Zhou",
    ),
)
DOMAINS = ("example.com", "example.org", "example.net")
AREA_CODES = ("213", "310", "408", "415", "510", "530", "559", "619", "707", "818", "831", "916")

PARTS_TO_DELETE = (
    "My wish lists and everything I looked at without buying it.",
    "The delivery addresses of my old flat.",
    "Everything from the newsletter, including what I clicked on.",
    "The photos I uploaded with my product reviews.",
    "My registry from two years ago.",
)
CORRECTIONS = (
    ("POSTAL_ADDRESS", "118 Juniper Way, Fresno", "181 Juniper Way, Fresno"),
    ("NAME", "Mrs. Hartwell-Ruiz", "Ms. Ruiz"),
    ("PHONE", "559-555-0119", "559-555-0191"),
    ("EMAIL", "old.address@example.com", "new.address@example.com"),
    ("TRANSACTION", "An order for two sofas", "I ordered one sofa and returned none."),
    ("OTHER", "My account says that I am a trade customer.", "I buy for my own home only."),
    ("DATE_OF_BIRTH", "March 4", "April 3"),
)

CATEGORIES_ANSWER = """\
Kinds of information we hold about you: identifiers (name, email address, delivery address), commercial information \
(orders, returns, store credit), internet activity on our website (pages of products you looked at).

Where we got it: from you, when you ordered and wrote to us; from our delivery company, about deliveries.

What we use it for: to deliver what you order, to answer you, to keep our books.

Whom we disclose it to for a business purpose: delivery companies (identifiers), our payment company (commercial \
information). We sold or shared nothing about you in these twelve months."""
PIECES_ANSWER = """\
Orders in these twelve months: a reading lamp in January, two linen curtains in May, a set of six bowls in September.
Delivery address: as on your last order. Newsletter: subscribed in January, ended in June.
Letters to our support: one, about the curtains. Store credit: none.

A machine-readable copy has been posted to you as you asked."""
NOTHING_ANSWER = """\
We searched our orders, our newsletter lists, our support letters and the records of our stores under the name and \
the contact that you gave us. We found nothing about you."""
DELETED_ANSWER = """\
We deleted your account, your wish lists, your reviews and your newsletter settings, and told our newsletter company \
and our delivery company to delete what they hold for us. Backups follow when they are next used, within 60 days."""
PARTLY_DELETED_ANSWER = """\
We deleted your wish lists, your reviews, your newsletter settings and everything about orders that are complete. \
What belongs to your open order stays until it is delivered and its warranty has run out."""
CORRECTED_ANSWER = """\
We corrected it in our customer records, and told our delivery company to do the same. We got the wrong entry from a \
paper form at one of our stores; nobody else gave it to us."""
OVERRIDE_REASON = "The person lost the first answer in a fire and asked politely; one more answer costs us little."

SENT_BACK = "The curtains are on another customer's order. Please take that line out and look at the rest again."
CONTACT_REASON = (
    "We called the number on the account; the person knew the last two orders and told us of the new mailbox."
)
LOOKS_LIKE_A_CARD = CATEGORIES_ANSWER + "\n\nThe gift voucher of your last order has the number 4111 1111 1111 1111."
ALARM_REASON = "It is the number of a paper voucher of our own. It pays for nothing since it was used."

EXPLANATIONS = {
    "DEL_1_TRANSACTION": "An order of yours is on its way, and its warranty runs for two years from delivery. Until "
    "then we need the order, the address and the proof of payment to deliver and to honor the warranty.",
    "DEL_8_LEGAL": "Tax law obliges us to keep invoices for seven years. The invoices of your orders name you and "
    "your address; we cannot take these out of them.",
    "COR_ACCURATE": "The order form that you signed at our Fresno store shows the same entry, and so does the receipt "
    "of the delivery company. Nothing that you sent us speaks against both.",
    "KNOW_NEVER": "A bank account number that you gave us for a refund, ending in the digits that your bank statement "
    "shows.",
    "SP_ROLE": "",
    "OTHER_PERSON": "The letters that you ask for were written by your former neighbor and are about their delivery. "
    "Giving them out would tell you things about that person.",
}
STILL_TO_DO = (
    "Both have the letter of last week and are bound by contract; the consumer is leaving the country tomorrow."
)
KEPT = (
    "The open order, its invoice and its delivery address, until its warranty has run out; for that and nothing else."
)
REST_DONE = "We did everything else that you asked: all other entries about you are deleted or handed over."

FIRM = "Quiet Inbox Agents (invented)"
OTHER_FIRM = "Erase It All Example, LLC"
CURE = "The page with the signature of the person you act for is missing. Please send us all pages."
NOTE_ON_NOTARY = "Certificate of a notary in Fresno County, on the last page."
CALL_OF_PARENT = "The mother called the toll-free number and knew the last two orders and the birthday offer."

# The papers, line by line, in plain ASCII and without brackets; and why one of them was asked for.
PERMISSION = ("Permission to act for me", "I let Quiet Inbox Agents ask Example Grocers,", "for me, for what it holds.")
POWER_OF_ATTORNEY = ("Uniform Statutory Form Power of Attorney", "An invented one, to learn with.", "Page 1 of 1")
COURT_ORDER = ("Letters of conservatorship", "An invented court, an invented case.")
LICENCE = ("Driver license", "This is a picture of nothing.")
WHY_IDENTITY = "Two people have this name and address. Cover everything but the name and the photograph."
