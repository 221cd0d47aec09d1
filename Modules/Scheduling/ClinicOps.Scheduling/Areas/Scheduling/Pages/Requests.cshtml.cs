using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Requests;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Appointments that are wanted and not booked: what came of each call is one key, and a request ends here where it does not end in a visit.</summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class RequestsModel(
    SchedulingDb db, ListRequests list, RecordAttempt record, IContactPreferences preferences, IOptions<SchedulingOptions> options, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    public IReadOnlyList<RequestRow> Open { get; private set; } = [];

    public IReadOnlyList<RequestRow> Ended { get; private set; } = [];

    /// <summary>How patients of open requests want to be reached; of whom nobody said anything is left out.</summary>
    public IReadOnlyDictionary<Guid, HowToReach> Reach { get; private set; } = new Dictionary<Guid, HowToReach>();

    /// <summary>After so many attempts a request may end as unreachable.</summary>
    public int Needed => options.Value.RequestAttempts;

    public async Task<IActionResult> OnGet(CancellationToken stopping)
    {
        Open = await Rows(await list.Open(stopping), stopping);
        Ended = await Rows(await list.Ended(stopping), stopping);
        Reach = await preferences.HowToReach([.. Open.Select(row => row.Of.Patient?.Id).OfType<Guid>().Distinct()], stopping);
        await audit.Record(db, new AuditEntry("requests.viewed", "appointment-request", null, [.. Open.Concat(Ended).Select(row => row.Of.Request.PatientId).Distinct()]), stopping);
        return Page();
    }

    /// <param name="attemptId">Made by the form.</param>
    /// <param name="request">What the patient was called about.</param>
    public async Task<IActionResult> OnPost([FromQuery(Name = "request")] Guid request, Guid attemptId, string? outcome, CancellationToken stopping)
    {
        if (attemptId == Guid.Empty)
        {
            return BadRequest();
        }

        switch (await record.Run(attemptId, request, outcome ?? "", stopping))
        {
            case AttemptNoted.Unknown:
                return NotFound();
            case AttemptNoted.TooFew few:
                TempData["toast"] = $"Nothing was noted: the patient was tried {few.Failed} times, and is to be tried {few.Needed} times before this.";
                break;
            case AttemptNoted.NotOpen other:
                TempData["toast"] = $"Nothing was noted: the request is {other.State} by now.";
                break;
            case AttemptNoted.WasSo:
                TempData["toast"] = "Nothing was changed: it was so already.";
                break;
            case AttemptNoted.Done done:
                TempData["toast"] = RequestOutcome.Ends.Contains(done.Outcome) ? $"{RequestOutcome.InWords(done.Outcome)}: the request has ended, and a task asks to tell who ordered it." : $"{RequestOutcome.InWords(done.Outcome)}: noted.";
                TempData["undo-url"] = $"/scheduling/requests?handler=TakeBack&done={done.AttemptId}";
                break;
        }

        return Redirect("/scheduling/requests");
    }

    public async Task<IActionResult> OnPostTakeBack([FromQuery(Name = "done")] Guid attemptId, CancellationToken stopping)
    {
        TempData["toast"] = await record.TakeBack(attemptId, stopping) is AttemptNoted.Done ? "Taken back." : "Nothing was changed: it was taken back already.";
        return Redirect("/scheduling/requests");
    }

    private async Task<IReadOnlyList<RequestRow>> Rows(IReadOnlyList<RequestLine> lines, CancellationToken stopping)
    {
        var rows = new List<RequestRow>();
        foreach (var line in lines)
        {
            var last = line.Attempts is [.., var attempt] ? $"{RequestOutcome.InWords(attempt.Outcome)}, {await organization.WhoAndWhen(attempt.By, clock.GetUtcNow() - attempt.At, stopping: stopping)}" : "";
            rows.Add(new RequestRow(line, last, line.Request.Latest < LocalTime.DayAt(line.Location, clock.GetUtcNow())));
        }

        return rows;
    }
}

/// <param name="Last">The latest attempt, in words; empty before the first.</param>
/// <param name="IsLate">The last day that is in time has passed.</param>
internal sealed record RequestRow(RequestLine Of, string Last, bool IsLate)
{
    public Guid AttemptId { get; } = Guid.CreateVersion7();
}
