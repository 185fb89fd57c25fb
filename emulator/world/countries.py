"""Names, cities, currency and tax of a dozen countries.

"花子:hanako" is a name and its spelling in ASCII.
"""

from __future__ import annotations

from typing import NamedTuple


class Country(NamedTuple):
    """What people of one country have in common. Codes are those of ISO; `locale` is of Stripe."""

    code: str
    currency: str
    locale: str
    phone_prefix: str
    # With {} for the house number.
    street_format: str
    tax_percent: int
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    # City, postal code, state.
    cities: tuple[tuple[str, str, str | None], ...]
    family_name_first: bool = False


def _names(words: str) -> tuple[str, ...]:
    return tuple(words.replace(",", " ").split())


COUNTRIES = (
    Country(
        "DE", "eur", "de", "+4915", "Lindenstraße {}", 19,
        _names("Anna Jürgen Käthe Björn Lena Jonas Mia Felix Sören Hannah Lukas Emilia Paul Greta"
               " Moritz Clara Uwe Ayşe Mehmet Ida"),
        _names("Müller Schmidt Weiß Fischer Großmann Wagner Becker Schäfer Koch Öztürk Klein Wolf"
               " Schröder Neumann Schwarz Krüger Hofmann Lange Vogt Böhm"),
        (("Berlin", "10115", None), ("Köln", "50667", None), ("München", "80331", None),
         ("Görlitz", "02826", None)),
    ),
    Country(
        "US", "usd", "en", "+1415", "{} Oak Street", 8,
        _names("Emma Liam Olivia Noah Sophia Mason Isabella Ethan Mia Logan Chloe Aiden Zoe Jamal"
               " Priya Wei Carlos Grace Tyrone Hannah Marcus Naomi"),
        _names("Smith Johnson Williams Brown Garcia Miller Davis Nguyen Martinez Anderson Taylor"
               " Thomas Jackson Lee Patel White Harris Clark Okafor Young Rivera Kim"),
        (("Portland", "97205", "OR"), ("Austin", "78701", "TX"), ("Brooklyn", "11201", "NY"),
         ("San Francisco", "94110", "CA"), ("Chicago", "60614", "IL")),
    ),
    Country(
        "GB", "gbp", "en-GB", "+447", "{} Station Road", 20,
        _names("Oliver Amelia George Isla Harry Poppy Jack Florence Alfie Freya Siobhán Rhys Niamh"
               " Callum Imogen Aisha Hamza Eilidh"),
        _names("Jones Taylor Evans Walker Hughes Ó\u2019Brien MacDonald Khan Wright Robinson Green"
               " Baker Begum Davies Campbell Price Ellis Shah"),
        (("London", "E8 3PN", None), ("Leeds", "LS1 4AP", None), ("Cardiff", "CF10 1EP", None),
         ("Edinburgh", "EH1 1YZ", None)),
    ),
    Country(
        "BR", "brl", "pt-BR", "+5511", "Rua das Flores, {}", 0,
        _names("Ana João Conceição Luís Beatriz Thiago Larissa Antônio Júlia Caio Letícia Vinícius"
               " Fernanda Gonçalo Márcia Rafael"),
        _names("Souza Silva Araújo Gonçalves Pereira Conceição Ribeiro Assunção Lima Teixeira"
               " Magalhães Barbosa Nóbrega Brandão Moraes Farias"),
        (("São Paulo", "01310-100", "SP"), ("Recife", "50030-230", "PE"),
         ("Curitiba", "80010-000", "PR")),
    ),
    Country(
        "FR", "eur", "fr", "+336", "{} rue de la République", 20,
        _names("Élodie François Zoé Rémi Camille Noël Chloé Théo Inès Gaël Léa Jérôme Maëlys Yacine"
               " Aurélie Mathis"),
        _names("Lefèvre Dupont Gauthier Béranger Moreau Girard Benoît Fournier Chevalier"
               " N\u2019Diaye Rousseau Hébert Marchand Perrin Boucher Crépin"),
        (("Lyon", "69002", None), ("Nantes", "44000", None), ("Besançon", "25000", None)),
    ),
    Country(
        "ES", "eur", "es", "+346", "Calle Mayor, {}", 21,
        _names("José María Íñigo Lucía Álvaro Begoña Iker Sofía Andrés Núria Martín Inés Óscar"
               " Xoana Julián Rocío"),
        _names("García Fernández Núñez Ibáñez Muñoz Castaño Peña Domínguez Sáez Etxeberria Puig"
               " Ortega Quiñones Vidal Cabañas Romero"),
        (("Madrid", "28013", "Madrid"), ("A Coruña", "15003", "A Coruña"),
         ("Donostia", "20003", "Gipuzkoa")),
    ),
    Country(
        "JP", "jpy", "ja", "+8190", "本町{}丁目", 10,
        _names("花子:hanako 太郎:taro 結衣:yui 蓮:ren 陽菜:hina 翔太:shota 美咲:misaki 健一:kenichi"
               " さくら:sakura 大輔:daisuke 直美:naomi 悠真:yuma"),
        _names("佐藤:sato 鈴木:suzuki 高橋:takahashi 田中:tanaka 伊藤:ito 渡辺:watanabe"
               " 山本:yamamoto 中村:nakamura 小林:kobayashi 加藤:kato 吉田:yoshida 山田:yamada"),
        (("渋谷区", "150-0002", "東京都"), ("京都市", "600-8216", "京都府"),
         ("札幌市", "060-0001", "北海道")),
        family_name_first=True,
    ),
    Country(
        "KW", "kwd", "auto", "+9655", "شارع الخليج {}", 0,
        _names("فاطمة:fatima محمد:mohammed نورة:noura عبدالله:abdullah مريم:maryam خالد:khaled"
               " ليلى:layla يوسف:yousef هند:hind سالم:salem"),
        _names("العلي:alali المطيري:almutairi الصباح:alsabah الرشيدي:alrashidi الكندري:alkandari"
               " الشمري:alshammari العنزي:alanzi بهبهاني:behbehani الغانم:alghanim دشتي:dashti"),
        (("مدينة الكويت", "15000", None), ("حولي", "32000", None)),
    ),
    Country(
        "CH", "chf", "de", "+4176", "Bahnhofstrasse {}", 8,
        _names("Ueli Regula Beat Ladina Reto Séverine Gian Ursina Loïc Flurina Andrin Chiara"),
        _names("Meier Zürcher Bärtschi Caduff Hürlimann Ammann Favre Rossi Bühler Gerber Schüpbach"
               " Zgraggen"),
        (("Zürich", "8001", None), ("Chur", "7000", None), ("Neuchâtel", "2000", None)),
    ),
    Country(
        "SE", "sek", "sv", "+4670", "Storgatan {}", 25,
        _names("Åsa Björn Märta Göran Elin Håkan Linnéa Oskar Saga Örjan Signe Nils"),
        _names("Andersson Åkesson Öberg Lindström Sjöberg Nyström Ek Hedlund Bäckström Ljung"
               " Malmgren Ström"),
        (("Göteborg", "411 06", None), ("Umeå", "903 26", None), ("Malmö", "211 34", None)),
    ),
    Country(
        "IS", "isk", "auto", "+3546", "Laugavegur {}", 24,
        _names("Guðrún Sigurður Þóra Einar Ásta Björgvin Sólveig Ragnar Hrafnhildur Þór"),
        _names("Jónsdóttir Einarsson Guðmundsdóttir Þórsson Sigurðardóttir Ólafsson Björnsdóttir"
               " Helgason"),
        (("Reykjavík", "101", None), ("Akureyri", "600", None)),
    ),
    Country(
        "PL", "eur", "pl", "+4860", "ul. Długa {}", 23,
        _names("Łukasz Małgorzata Zofia Paweł Agnieszka Jędrzej Żaneta Michał Świętosława Hanna"
               " Stanisław Oliwia"),
        _names("Kowalska Wójcik Kamińska Zieliński Woźniak Szymańska Dąbrowski Gołąb Król Jabłońska"
               " Pawlak Źrebiec"),
        (("Kraków", "31-007", None), ("Łódź", "90-001", None), ("Gdańsk", "80-831", None)),
    ),
)  # fmt: skip
