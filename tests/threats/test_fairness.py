"""Does the portal ask for too little to be sure and too much to be fair? Neither: what is asked, kept and handed on."""

import ast
from datetime import date
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.conf import settings

from privacy_portal.celery import app
from privacy_portal.embedded.profiles import BASE_DIR
from privacy_portal.lib import crypto
from requests_app import journey
from requests_app.forms.journey import ContactForm
from requests_app.models import Evidence
from requests_app.operations import documents
from requests_app.rules import fields
from requests_app.rules.fields import Field
from requests_app.vocabulary import DocumentPurpose, FilerRole, IntakeChannel, Party, Point, RequestType, Status
from tests.architecture.sources import PRODUCT, name, python_files, tree
from tests.filings import CATEGORIES, CORRECTION, DELETION, PIECES, confirm, file
from tests.threats.forms import every_form

SEALED = {
    "requests_app.Answer": {
        *("alarm_reason", "contact_reason", "early_reason", "override_reason", "parts", "tasks_reason", "text"),
    },
    "requests_app.AuthorityCheck": {"checklist", "reason"},
    "requests_app.Batch": {"contact", "firm", "name", "reading"},
    "requests_app.Declaration": {"name", "place"},
    "requests_app.Document": {"name"},
    "requests_app.Draft": {"answers"},
    "requests_app.Evidence": {"doubt_reason", "reason"},
    "requests_app.ExportRecord": {"reason"},
    "requests_app.Hold": {"case_number", "reason"},
    "requests_app.Holder": {"contact"},
    "requests_app.HolderTask": {"keep", "note", "told_at_contact"},
    "requests_app.IdentityAsk": {"reason"},
    "requests_app.Message": {"text"},
    "requests_app.OtherContact": {"contact"},
    "requests_app.PersonContact": {"contact"},
    "requests_app.PersonMerge": {"part_reason", "reason"},
    "requests_app.PointAsk": {"answers", "reason"},
    "requests_app.PrivacyRequest": {"details", "level_reason"},
    "requests_app.ProposedAnswer": {"rest", "sent_back_reason", "text"},
    "requests_app.ReceiptChange": {"reason"},
    "requests_app.Reopening": {"reason"},
    "requests_app.Representative": {
        *("name", "contact", "firm", "own_reference", "cure_words", "end_reason", "postal_address"),
    },
    "requests_app.Reveal": {"note"},
    "requests_app.SavedFilter": {"name"},
    "requests_app.SignedPermission": {"name"},
    "requests_app.StaffNote": {"text"},
    "requests_app.Step": {"note", "with_whom"},
    "requests_app.Submission": {"name", "contact", "postal_address", "worker_reason"},
    "verification.Challenge": {"destination"},
}
# Choices that steer the form say nothing about the person.
STEERING = {"rights", "for_whom"}
ASKS = {
    "what": Field.KNOW_CATEGORIES,
    "period": Field.PERIOD,
    "start": Field.PERIOD_START,
    "end": Field.PERIOD_END,
    "scope": Field.DELETION_SCOPE,
    "parts": Field.DELETION_PARTS,
    "item": Field.CORRECTION_ITEM,
    "wrong": Field.CORRECTION_WRONG,
    "right": Field.CORRECTION_RIGHT,
    "resident": Field.RESIDENCE,
    "name": Field.NAME,
    "channel": Field.CONTACT,
    "email": Field.CONTACT,
    "phone": Field.CONTACT,
    "language": Field.LANGUAGE,
}
ASKS_REPRESENTATIVES = {
    "representative": {
        "name": Field.REPRESENTATIVE_NAME,
        "firm": Field.REPRESENTATIVE_FIRM,
        "own_reference": Field.OWN_REFERENCE,
    },
    "permission": {
        "may_receive_answer": Field.PERMISSION_ANSWER,
        "starts_on": Field.PERMISSION_FROM,
        "ends_on": Field.PERMISSION_UNTIL,
        "duties": Field.AGENT_PROMISE,
    },
    "contact": dict.fromkeys(("channel", "email", "phone"), Field.REPRESENTATIVE_CONTACT),
}
# Modules that open connections: the database, the broker, the mail server, the telephone provider, the business's own
# records where it connects them, and its own virus scanner. Nothing else.
CONNECTS = {"httpx", "requests", "urllib.request", "http.client", "smtplib", "socket", "ftplib", "boto3", "urllib3"}
MAY_CONNECT = {
    "privacy_portal/lib/mail.py",
    "privacy_portal/lib/sms/",
    # Only ends what a sender sends too slowly.
    "privacy_portal/lib/uploads/patience.py",
    "privacy_portal/lib/uploads/scanner.py",
    "requests_app/directory/http.py",
}


@pytest.mark.threat("A03")
@pytest.mark.django_db
@pytest.mark.parametrize("channel", IntakeChannel)
def test_a_request_starts_without_any_assurance_however_it_came_in(channel: IntakeChannel) -> None:
    submission = file(PIECES, CATEGORIES, DELETION, CORRECTION, channel=channel)
    assert not submission.confirmed
    assert submission.person is None
    assert {(each.status, each.level_reached) for each in submission.requests.all()} == {(Status.UNCONFIRMED, 0)}
    assert not Evidence.objects.exists()


@pytest.mark.threat("A04")
def test_three_forms_take_a_file_and_no_question_of_a_request_does() -> None:
    taking = [
        form.__name__
        for form in every_form()
        for field in getattr(form, "base_fields", {}).values()
        if isinstance(field, forms.FileField) or isinstance(field.widget, forms.FileInput)
    ]
    assert sorted(taking) == ["BatchFileForm", "DocumentForm", "WriteBackForm"]
    assert not set(taking) & {step.form_class.__name__ for step in journey.STEPS}


@pytest.mark.threat("A04")
@pytest.mark.django_db
@pytest.mark.parametrize("right", [PIECES, CATEGORIES, DELETION, CORRECTION])
def test_no_request_asks_for_a_government_id_by_itself(right: Any) -> None:
    assert DocumentPurpose.IDENTITY not in documents.asked_for(confirm(file(right)), Party.CONSUMER)


@pytest.mark.threat("A04")
def test_no_other_page_takes_a_file_and_none_asks_for_the_number_of_a_document() -> None:
    wanted = [
        name(path)
        for path in (BASE_DIR / "templates").rglob("*.html")
        if 'type="file"' in path.read_text() or "multipart/form-data" in path.read_text()
    ]
    assert sorted(wanted) == [
        # Of staff, who may send a document with a message.
        "templates/admin/requests_app/privacyrequest/action.html",
        "templates/requests_app/agents/upload.html",
        "templates/requests_app/track/documents.html",
    ]
    asked = {field for step in journey.STEPS for field in step.form_class.base_fields}
    assert not [
        each for each in asked if any(word in each for word in ("passport", "licen", "ssn", "document", "photo"))
    ]


@pytest.mark.threat("A04")
def test_no_picture_counts_as_a_point_of_identity() -> None:
    assert not {point for point in Point if any(word in point for word in ("ID_CARD", "DOCUMENT", "PHOTO", "SELFIE"))}


@pytest.mark.threat("A88")
@pytest.mark.parametrize(
    ("rights", "types"),
    [
        (["KNOW"], {RequestType.KNOW_SPECIFIC, RequestType.KNOW_CATEGORIES}),
        (["DELETE"], {RequestType.DELETE}),
        (["CORRECT"], {RequestType.CORRECT}),
    ],
)
def test_a_right_is_asked_about_only_as_far_as_the_table_of_fields_allows(
    rights: list[str], types: set[RequestType]
) -> None:
    answers = {"rights": {"rights": rights}}
    asked = {field for step in journey.applying(answers) for field in step.form_class.base_fields}
    assert {ASKS[field] for field in asked - STEERING} <= fields.permitted(types)


@pytest.mark.threat("A88")
@pytest.mark.parametrize("role", [each for each in FilerRole if each != FilerRole.SELF])
def test_who_acts_for_another_is_asked_only_as_far_as_the_table_of_fields_allows(role: FilerRole) -> None:
    answers = {"for-whom": {"for_whom": [role.value]}}
    asked = {
        ASKS_REPRESENTATIVES[step.name][field]
        for step in journey.applying(answers)
        if step.name in ASKS_REPRESENTATIVES
        for field in step.form(answers, today=date(2026, 11, 23)).fields
    }
    assert asked == {rule.field for rule in fields.of_representative(role)}


@pytest.mark.threat("A88")
def test_one_contact_is_enough_and_the_other_is_not_kept() -> None:
    form = ContactForm({"channel": "EMAIL", "email": "rosa@example.com", "phone": "4155550123"})
    assert form.is_valid()
    assert (form.cleaned_data["contact"], form.cleaned_data["phone"]) == ("rosa@example.com", "")


@pytest.mark.threat("A92")
def test_personal_information_stands_in_these_sealed_columns_and_nowhere_else() -> None:
    sealed: dict[str, set[str]] = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, crypto.EncryptedTextField | crypto.EncryptedJSONField):
                sealed.setdefault(model._meta.label, set()).add(field.name)
    assert sealed == SEALED


@pytest.mark.threat("A92")
def test_nothing_of_ours_connects_to_anybody_but_mail_and_telephone() -> None:
    found = {
        name(path)
        for path in python_files(*PRODUCT)
        if "embedded" not in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for imported in [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
        if imported in CONNECTS
    }
    assert [path for path in sorted(found) if not path.startswith(tuple(MAY_CONNECT))] == []


@pytest.mark.threat("A92")
def test_no_list_of_people_can_be_exported() -> None:
    """Tables of requests hold references only (tests/admin/test_exports.py); evidence is of one request at a time."""
    words = ("csv", "export", "newsletter", "marketing", "subscribe")
    named = [
        name(path) for path in python_files("requests_app", "verification") if any(word in path.name for word in words)
    ]
    tables = ["requests_app/admin/exports.py", "requests_app/forms/export.py", "requests_app/models/export.py"]
    assert named == [*tables, "requests_app/operations/exports.py"]
    assert not [
        each for each in settings.INSTALLED_APPS if any(word in each for word in ("import_export", "mailchimp"))
    ]


@pytest.mark.threat("A65")
def test_the_schedule_is_code_and_nobody_can_edit_it() -> None:
    assert not [each for each in settings.INSTALLED_APPS if "celery" in each]
    ours = ("verification.", "requests_app.")
    assert all(entry["task"].startswith(ours) for entry in app.conf.beat_schedule.values())
    assert app.conf.beat_scheduler == "celery.beat:PersistentScheduler"
