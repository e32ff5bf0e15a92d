"""The page behind an invitation's link."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from college.forms import FirstPasswordForm
from college.services.invitations import LinkRefused, accept_invitation, open_invitation, renew_expired

KEPT = "invitation_token"


@login_not_required
@never_cache
def accept(request: HttpRequest) -> HttpResponse:
    """Choose a password and be signed in. The token moves from the address into the session at once, so that it stays
    out of the browser's history and of referrers."""
    if token := request.GET.get("token"):
        request.session[KEPT] = token
        return redirect("invitation_accept")
    token = request.session.get(KEPT, "")
    try:
        invitation = open_invitation(token)
        form = FirstPasswordForm(invitation.user, request.POST or None)
        if request.method == "POST" and form.is_valid():
            user = accept_invitation(token=token, password=form.cleaned_data["new_password1"])
            del request.session[KEPT]
            messages.success(request, _("Welcome. From now on sign in as %(name)s.") % {"name": user.username})
            signed_in: HttpResponse = perform_login(request, user, email_verification="none")
            return signed_in
    except LinkRefused as refusal:
        return render(request, "college/invitation_refused.html", {"refusal": refusal}, status=410)
    return render(request, "college/invitation_accept.html", {"form": form, "invitation": invitation})


@login_not_required
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Have a new link mailed in place of an expired one."""
    try:
        renew_expired(token=request.session.get(KEPT, ""))
    except LinkRefused as refusal:
        return render(request, "college/invitation_refused.html", {"refusal": refusal}, status=410)
    messages.success(request, _("A new link is on its way to the same address. It can take some minutes."))
    return redirect("account_login")
