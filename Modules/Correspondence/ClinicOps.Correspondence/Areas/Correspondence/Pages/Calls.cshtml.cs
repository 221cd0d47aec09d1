using ClinicOps.Correspondence.Calls;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>Whom to call now, what is due first at the top: one key logs what came of a call. Work of another module goes on, on that module's own page.</summary>
[Authorize(Policy = CorrespondenceRights.LogCalls)]
internal sealed class CallsModel(CorrespondenceDb db, ListCalls list, LogCall log, IOrganization organization, IAuthorizationService authorization, AuditTrail audit, TimeProvider clock) : PageModel
{
    public IReadOnlyList<CallLine> Lines { get; private set; } = [];

    public async Task<IActionResult> OnGet(CancellationToken stopping)
    {
        var lines = new List<CallLine>();
        foreach (var call in await list.Run(May, stopping))
        {
            var last = call.Last is { } tried ? $"{tried.Outcome}, {await organization.WhoAndWhen(tried.By, clock.GetUtcNow() - tried.At, stopping: stopping)}" : "";
            lines.Add(new CallLine(call, last, Guid.CreateVersion7(clock.GetUtcNow())));
        }

        Lines = lines;
        await audit.Record(db, new AuditEntry("calls.to-make-viewed", "patient", null, [.. lines.Select(line => line.Of.Patient?.Id).OfType<Guid>().Distinct()]), stopping);
        return Page();
    }

    /// <param name="matter">The line: kind and id, "call-back|...".</param>
    /// <param name="callId">Made by the form.</param>
    public async Task<IActionResult> OnPost(string? matter, Guid callId, string? outcome, CancellationToken stopping)
    {
        if (callId == Guid.Empty || ConversationWords.CallOutcomes.All(known => known.Code != outcome))
        {
            return BadRequest();
        }

        // As it stands now: what somebody else has done meanwhile is on the list no more.
        if ((await list.Run(May, stopping)).FirstOrDefault(call => CallLine.MatterOf(call) == matter) is not { } call)
        {
            TempData["toast"] = "Nothing was logged: this call is on the list no more. Somebody may have made it.";
            return Redirect("/correspondence/calls");
        }

        switch (await log.Run(Logged(call, callId, outcome!), stopping))
        {
            case CallLogged.Logged logged:
                TempData["toast"] = $"{ConversationWords.CallOutcomeOf(outcome!)}: logged.{(call.Path.Length > 0 ? " Note here what came of it." : "")}";
                TempData["undo-url"] = $"/correspondence/calls/log?handler=TakeBack&entryId={logged.EntryId}";
                return Redirect(call.Path.Length > 0 ? call.Path : "/correspondence/calls");
            case CallLogged.WasSo:
                TempData["toast"] = "Nothing was changed: it was logged already.";
                break;
            default:
                TempData["toast"] = "Nothing was logged: the conversation was closed, or the patient is no longer there.";
                break;
        }

        return Redirect("/correspondence/calls");
    }

    private static CallToLog Logged(ListedCall call, Guid callId, string outcome) => new(
        callId, new CallPartner(call.Patient?.Id, call.Patient is null ? call.ConversationId : null, CallerCheck.NotVerified, null), call.ConversationId, call.LocationId, EntryDirection.Out, ConversationKind.Request,
        call.What, call.Person.Length > 0 ? call.Person : call.Patient?.FullName ?? "", call.Number ?? PhoneDigits.Whole(call.Patient?.Phone), outcome, CallFollowUp.None, null)
    {
        ForId = call.Id,
        IsErrand = call.Path.Length > 0,
        CareThreadId = call.CareThreadId,
        AccessClass = call.AccessClass,
        IsUnchecked = true,
    };

    private async Task<bool> May(string right) => (await authorization.AuthorizeAsync(User, right)).Succeeded;
}

/// <param name="Last">The latest attempt, in words; empty before the first.</param>
internal sealed record CallLine(ListedCall Of, string Last, Guid CallId)
{
    public string Matter => MatterOf(Of);

    public static string MatterOf(ListedCall call) => $"{call.Kind}|{call.Id}";

    /// <summary>"2 logged, 1 noted there": a call may be in both.</summary>
    public string Attempts => (Of.Calls.Count, Of.NotedThere) switch
    {
        (0, 0) => "none",
        (var logged, 0) => $"{logged} logged",
        (0, var noted) => $"{noted} noted there",
        var (logged, noted) => $"{logged} logged, {noted} noted there",
    };
}
