"""Documents in other languages: known by their words, read by what their cues mean, shown as they are."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import claims
from checks.claims import _english
from checks.documents import tongues
from checks.documents.model import Document
from checks.documents.read import read
from tests.claimed import found, judged

TOLD = {
    "spanish": "El servicio de pedidos se encuentra en el archivo y las rutas que usa están con los datos de la base para el cliente.",
    "portuguese": "O serviço não está pronto para uma entrega dos pedidos que são enviados em massa pelo cliente nos dias úteis.",
    "french": "Le service est dans le fichier et les routes sont avec des données du client sur une base pour les essais.",
    "german": "Der Dienst ist nicht fertig und wird für die Bestellungen mit den Daten auf dem Server von einem Kunden genutzt.",
    "italian": "Il servizio non è pronto per la consegna degli ordini che sono nel file con una copia della base dei dati.",
    "russian": "Сервис заказов находится в этом файле, и маршруты для клиента подключены без лишних данных.",
    "turkish": "Servis ve rotalar için veri tabanı ile bir bağlantı olarak çalışır, bu daha hızlı ve tüm siparişler için çok uygun.",
    "vietnamese": "Dịch vụ đã được triển khai cho các đơn hàng trong hệ thống và không có lỗi với dữ liệu của khách từ máy chủ.",
    "indonesian": "Layanan ini sudah selesai dan data untuk pesanan yang ada di server dengan basis data tidak hilang dari sistem dalam uji.",
    "polish": "Usługa jest gotowa, a dane, które są w bazie, nie zostały usunięte przez klienta oraz dla zamówień są już tylko na serwerze, jako kopia się nie liczy.",
    "chinese": "订单服务已经接入数据库，所有路由都在主程序里注册，客户端可以直接调用。",
    "japanese": "注文サービスはデータベースにつながり、ルートはすべて登録されています。",
    "korean": "주문 서비스는 데이터베이스에 연결되어 있고 모든 라우트가 등록되어 있습니다.",
}


TOLD = {tongue: f"{text} {text}" for tongue, text in TOLD.items()}


def document(text: str, tongue: str) -> Document:
    held = read("STATUS.md", f"{text}\n\n{TOLD[tongue]}\n".encode())
    assert held is not None
    assert held.tongue == tongue
    return held


def said(text: str, tongue: str, kind: str) -> list[tuple[str, dict[str, object]]]:
    made = claims.find(document(text, tongue), [kind])
    return [(claim.polarity, dict(claim.subject)) for claim in made]


@pytest.mark.parametrize("tongue", sorted(tongues.tongues()))
def test_a_language_is_known_by_its_words_or_letters(tongue: str) -> None:
    assert tongues.of([TOLD[tongue]]) == tongue


@pytest.mark.parametrize(
    "text",
    [
        "The service is complete and all of the routes are registered in `app.py` for the client.",
        "The term *Weltanschauung* and the phrase «de los datos» stand in a text that is in English and was written by us.",
        "See https://example.com/para/los and the docs of the 数据 package for more on this.",
        "| File | Lines |\n| --- | --- |\n| `src/app.py` | 120 |",
        "",
    ],
)
def test_english_and_bare_names_are_in_no_other_language(text: str) -> None:
    assert tongues.of(text.split("\n")) == ""
    found = read("STATUS.md", text.encode())
    assert found is not None
    assert found.written_on(1, 1) == ""


@pytest.mark.parametrize(
    ("tongue", "heading"),
    [
        ("spanish", "Próximos pasos"),
        ("portuguese", "Próximos passos"),
        ("french", "Prochaines étapes"),
        ("german", "Nächste Schritte"),
        ("italian", "Prossimi passi"),
        ("russian", "Следующие шаги"),
        ("turkish", "Sonraki Adımlar"),
        ("vietnamese", "Bước tiếp theo"),
        ("indonesian", "Langkah Selanjutnya"),
        ("polish", "Następne kroki"),
        ("chinese", "下一步"),
        ("japanese", "次のステップ"),
        ("korean", "다음 단계"),
    ],
)
def test_what_is_still_to_come_is_no_claim_and_what_stands_beside_it_is(tongue: str, heading: str) -> None:
    text = f"## API\n\n- `src/app.py`\n\n## {heading}\n\n- `src/later.py`\n\n## API 2\n"
    assert said(text, tongue, "path") == [("present", {"path": "src/app.py", "role": "exists"})]


@pytest.mark.parametrize(
    ("tongue", "line"),
    [
        ("spanish", "- `src/old.py` - eliminado"),
        ("portuguese", "- `src/old.py` - removido"),
        ("french", "- `src/old.py` - supprimé"),
        ("german", "- `src/old.py` - gelöscht"),
        ("italian", "- `src/old.py` - rimosso"),
        ("russian", "- `src/old.py` - удалён"),
        ("turkish", "- `src/old.py` - silindi"),
        ("vietnamese", "- `src/old.py` - đã xóa"),
        ("indonesian", "- `src/old.py` - dihapus"),
        ("polish", "- `src/old.py` - usunięty"),
        ("chinese", "- src/old.py - 已删除"),
        ("japanese", "- `src/old.py` - 削除"),
        ("korean", "- `src/old.py` - 삭제"),
    ],
)
def test_a_file_that_was_taken_out_is_claimed_to_be_gone(tongue: str, line: str) -> None:
    assert said(line, tongue, "path") == [("present", {"path": "src/old.py", "role": "removed"})]


@pytest.mark.parametrize(
    ("tongue", "line", "kind", "subject"),
    [
        (
            "chinese",
            "- `src/app.py`（120 行）",
            "size",
            {"path": "src/app.py", "lines": 120, "comparator": "="},
        ),
        (
            "russian",
            "- `src/app.py` (120 строк)",
            "size",
            {"path": "src/app.py", "lines": 120, "comparator": "="},
        ),
        (
            "french",
            "- `src/app.py` (120 lignes)",
            "size",
            {"path": "src/app.py", "lines": 120, "comparator": "="},
        ),
    ],
)
def test_numbers_are_read_with_what_they_count(
    tongue: str, line: str, kind: str, subject: dict[str, object]
) -> None:
    (found,) = said(line, tongue, kind)
    assert found[1].items() >= subject.items()


def test_fifty_seven_of_sixty_three_tests_passed_in_any_of_these_languages() -> None:
    lines = {
        "spanish": "- 57 de 63 pruebas pasando",
        "chinese": "- 57/63 测试通过",
        "korean": "- 57/63 테스트 통과",
        "russian": "- 57 из 63 тестов пройдено",
    }
    for tongue, line in lines.items():
        ((_, subject),) = said(line, tongue, "test-result")
        assert (subject["value"], subject["of"]) == (57, 63), tongue


@pytest.mark.parametrize(
    "line",
    [
        "El archivo `pruebas/archivos.md` y `eliminado` siguen igual",
        "Ver docs/guía/próximos-pasos.md y eliminado_por en la tabla",
        "Usuario @nuevo en http://example.com/archivos/nuevo",
    ],
)
def test_code_paths_and_addresses_stay_as_they_are(line: str) -> None:
    (swapped,) = tongues.in_english("spanish", [line])
    for kept in (
        "pruebas/archivos.md",
        "`eliminado`",
        "próximos-pasos.md",
        "eliminado_por",
        "@nuevo",
        "archivos/nuevo",
    ):
        assert (kept in swapped) == (kept in line), kept


def test_a_file_with_a_chinese_name_keeps_it() -> None:
    assert tongues.in_english("chinese", ["- docs/测试报告.md 已更新"]) == ["- docs/测试报告.md updated"]


def test_blocks_of_code_stay_as_they_are() -> None:
    lines = ["```python", "# pruebas", "```", "pruebas"]
    assert tongues.in_english("spanish", lines) == ["```python", "# pruebas", "```", "tests"]


def test_a_report_shows_the_words_that_the_author_wrote() -> None:
    found = document("- **Creado** `src/app.py` (120 líneas)", "spanish")
    assert "Created" in found.lines[0]
    assert found.written_on(1, 1) == "Creado src/app.py (120 líneas)"


DUTCH = (
    "# Verslag\n\n## Stappen voor de bestellingen\n\n- Lijst van het systeem met een filter\n"
    "- ✅ Filter voor een datum en niet met het systeem\n- Wachtrij met Redis voor het werk en een taak\n\n"
) + "Het systeem is niet klaar voor een levering en het werk met een klant is nog niet gedaan. " * 2
ENGLISH = "# Report\n\n## Orders of the day\n\n- A list of the orders\n- ✅ Filter of the orders by date\n"


def test_of_a_language_that_is_not_known_only_ticks_and_names_of_technologies_are_read() -> None:
    dutch, english, bare = (read("R.md", text.encode()) for text in (DUTCH, ENGLISH, "# Orders\n"))
    assert dutch is not None
    assert english is not None
    assert bare is not None
    assert dutch.tongue == ""
    assert [_english.reads(d) for d in (dutch, english, bare)] == [False, True, True]
    assert {c.line for c in found("capability", DUTCH)} == {6, 7}
    assert {c.line for c in found("capability", ENGLISH)} == {5, 6}


TREE = {
    "app.py": "import redis\n\nstore = redis.Redis()\n\n\ndef main():\n    store.set('a', 1)\n\n\nmain()\n"
}


def test_a_technology_is_found_in_any_language_and_other_words_claim_nothing_that_code_could_not_say() -> (
    None
):
    text = (
        f"- Usa Redis\n- Sin vulnerabilidades de inyección\n- El diseño es agradable\n\n{TOLD['spanish']}\n"
    )
    found = [(claim.polarity, verdict.truth) for claim, verdict in judged("capability", text, TREE)]
    assert found == [("present", "supported")]


@pytest.mark.parametrize("tongue", sorted(tongues.tongues()))
def test_no_cue_is_called_the_same_as_another(tongue: str) -> None:
    called = [own.strip() for said in tongues.tongues()[tongue].MEANS.values() for own in said.split(",")]
    assert all(called)
    assert len(called) == len(set(called)), sorted(own for own in called if called.count(own) > 1)


@given(st.sampled_from(sorted(tongues.tongues())), st.text(max_size=200))
def test_any_text_keeps_its_lines_and_its_code(tongue: str, text: str) -> None:
    lines = text.split("\n")
    swapped = tongues.in_english(tongue, lines)
    assert len(swapped) == len(lines)
    for line, other in zip(lines, swapped, strict=True):
        assert line.count("`") == other.count("`")


@pytest.mark.parametrize("tongue", ["spanish", "chinese", "russian"])
@pytest.mark.parametrize("unit", ["a", "á", "`", "./", "行", "9 ", "no ", "没有"])
def test_long_lines_take_time_that_grows_in_a_line(tongue: str, unit: str) -> None:
    def seconds(size: int) -> float:
        text = [(unit * size)[:size]]
        began = time.process_time()
        tongues.in_english(tongue, text)
        return time.process_time() - began

    seconds(2_000)
    assert seconds(80_000) < 100 * max(seconds(8_000), 0.001)
