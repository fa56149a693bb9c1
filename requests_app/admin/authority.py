"""What can staff do about somebody who filed for somebody else? Accept or refuse their proof, ask for it, end it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import representation, wording
from requests_app.admin.actions import Action, Words
from requests_app.admin.case import Case
from requests_app.forms.authority import (
    AcceptProofForm,
    AskForProofForm,
    EndAuthorityForm,
    ProofKindForm,
    RefuseProofForm,
)
from requests_app.operations import authority, proofs
from requests_app.rules.authority import PARENTAL, PARENTAL_SOURCE, RULES, source
from requests_app.vocabulary import Authority, AuthorityEnd, Duty, FilerRole, Masked, ProofKind, RequestType


class OfRepresentative(Action):
    """A verb about who acts for the consumer. The filing as a whole is meant, not one right of it."""

    def offered(self, case: Case) -> bool:
        return case.request.submission.represented

    def against(self, case: Case) -> Words:
        if said := super().against(case):
            return said
        if not case.request.submission.represented:
            return _("The consumer filed it in person.")
        if case.request.submission.representative.ended_at:
            return _("They act for the consumer no more.")
        return ""


class ProofAction(OfRepresentative):
    """A verb about one kind of proof: the address names it, the form asks what belongs to it."""

    def kinds(self, case: Case) -> list[ProofKind]:
        """What may show the authority of this representative; what was never signed online is no such thing."""
        submission = case.request.submission
        signed = hasattr(submission.representative, "signed_permission")
        proofs = RULES[FilerRole(submission.filer_role)].proofs
        return [kind for kind in proofs if signed or kind is not ProofKind.SIGNED_ONLINE]

    def kind(self, case: Case, query: Mapping[str, Any]) -> ProofKind | None:
        """The kind that the address names, if it is one that fits; the only one where there is no choice."""
        kinds, asked = self.kinds(case), query.get("kind", "")
        if len(kinds) == 1:
            return kinds[0]
        return ProofKind(asked) if asked in kinds else None

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        kind = self.kind(case, query)
        if kind is None:
            return ProofKindForm(query if "kind" in query else None, kinds=self.kinds(case))
        return self.kind_form(case, data, kind)

    def kind_form(self, case: Case, data: Mapping[str, Any] | None, kind: ProofKind) -> forms.Form:
        raise NotImplementedError

    def context(self, case: Case, form: Any) -> dict[str, Any]:
        kind = getattr(form, "kind", None)
        role = FilerRole(case.request.submission.filer_role)
        return {
            "proof": kind,
            "other_proofs": len(self.kinds(case)) > 1,
            "proof_source": PARENTAL_SOURCE if kind in PARENTAL else source(role, case.type),
            "identity_paper": kind is ProofKind.GOVERNMENT_ID,
            "signed": getattr(case.request.submission.representative, "signed_permission", None),
            "signed_name": _signed_name(case),
        }


def _signed_name(case: Case) -> str:
    signed = getattr(case.request.submission.representative, "signed_permission", None)
    if signed is None:
        return ""
    return signed.name if Masked.WHO in case.open else wording.initials(signed.name)


class AcceptProof(ProofAction):
    slug, label = "accept-proof", gettext_lazy("Accept the proof of authority")
    done = gettext_lazy("The proof is accepted. What it covers goes on.")

    def against(self, case: Case) -> Words:
        if said := super().against(case):
            return said
        known = representation.facts(case.request.submission)
        if known.accepted and not known.offered and case.request.authority != Authority.NOT_COVERED:
            return _("It is accepted already.")
        return ""

    def kind_form(self, case: Case, data: Mapping[str, Any] | None, kind: ProofKind) -> forms.Form:
        submission = case.request.submission
        rights = [RequestType(each) for each in submission.requests.order_by("ordinal").values_list("type", flat=True)]
        scope = RULES[FilerRole(submission.filer_role)].scope
        acting = submission.representative
        # The days are the agent's own until the paper is read; that they may receive the answer is never taken over.
        days = {"starts_on": acting.starts_on, "ends_on": acting.ends_on}
        return AcceptProofForm(data, kind=kind, rights=list(dict.fromkeys(rights)), scope=scope, initial=days)

    def perform(self, case: Case, form: Any) -> None:
        proofs.accept_proof(
            submission=case.request.submission,
            kind=form.kind,
            covers=[RequestType(each) for each in form.cleaned_data.get("covers", ())],
            checklist=form.checklist(),
            reason=form.why(),
            says=form.paper_says(),
            at=case.at,
            by=case.by,
        )


class RefuseProof(ProofAction):
    slug, label = "refuse-proof", gettext_lazy("Refuse the proof of authority")
    done = gettext_lazy("The proof is refused, and the representative is told how to cure it.")
    grave = True

    def against(self, case: Case) -> Words:
        if said := super().against(case):
            return said
        known = representation.facts(case.request.submission)
        if known.offered or known.accepted:
            return ""
        return _("It is refused already.") if known.refused else _("No proof was shown yet. Ask for it instead.")

    def kind_form(self, case: Case, data: Mapping[str, Any] | None, kind: ProofKind) -> forms.Form:
        return RefuseProofForm(data, kind=kind)

    def perform(self, case: Case, form: Any) -> None:
        proofs.refuse_proof(
            submission=case.request.submission,
            kind=form.kind,
            reason=form.cleaned_data["reason"],
            checklist=form.checklist(),
            at=case.at,
            by=case.by,
        )


class AskForProof(OfRepresentative):
    slug, label = "ask-proof", gettext_lazy("Ask for the missing proof")
    lead = gettext_lazy("After this, and not before, a request may be refused because nothing shows the authority.")
    done = gettext_lazy("The representative is asked, once, and told how to cure it.")
    needs = Duty.TRIAGE

    def against(self, case: Case) -> Words:
        if said := super().against(case):
            return said
        acting = case.request.submission.representative
        if case.request.authorised:
            return _("It is established that they may act.")
        if case.request.authority == Authority.PROOF_TO_CHECK:
            return _("A proof waits to be checked. Accept or refuse it.")
        if acting.cure_asked_at:
            day = date_format(localtime(acting.cure_asked_at), "DATE_FORMAT")
            return _("It was asked for on %(day)s. Once is enough.") % {"day": day}
        return ""

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return AskForProofForm(data)

    def perform(self, case: Case, form: Any) -> None:
        words = form.cleaned_data["words"]
        proofs.ask_for_proof(submission=case.request.submission, words=words, at=case.at, by=case.by)


class EndAuthority(OfRepresentative):
    slug, label = "end-authority", gettext_lazy("End what the representative may do")
    lead = gettext_lazy("Nothing goes on for the consumer through them, and they see nothing from now on.")
    done = gettext_lazy("It is ended, and the representative is told.")
    grave = True

    def form(self, case: Case, data: Mapping[str, Any] | None, query: Mapping[str, Any]) -> forms.Form:
        return EndAuthorityForm(data)

    def perform(self, case: Case, form: Any) -> None:
        authority.end(
            submission=case.request.submission,
            why=AuthorityEnd.BY_STAFF,
            reason=form.cleaned_data["reason"],
            at=case.at,
            by=case.by,
        )
