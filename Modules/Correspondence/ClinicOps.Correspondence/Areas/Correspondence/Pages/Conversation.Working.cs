using ClinicOps.Correspondence.Conversations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Mvc;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>What is done with the conversation beside what is said in it.</summary>
internal sealed partial class ConversationModel
{
    /// <param name="redFlagAt">When the last alarming words came, as the page showed it: UTC ticks.</param>
    public Task<IActionResult> OnPostSeen(Guid id, long redFlagAt, CancellationToken stopping) => Change(id, () => work.SeeRedFlag(id, Ticks(redFlagAt), stopping), "Noted: a clinician has it.", stopping);

    /// <param name="owner">Null for nobody: it goes back to the pool.</param>
    public Task<IActionResult> OnPostOwner(Guid id, Guid? owner, bool mine, CancellationToken stopping)
    {
        var to = mine ? actor.UserId : owner;
        return Change(id, () => work.GiveTo(id, to, stopping), to is null ? "It is nobody's: everybody here sees it under \"Nobody's\"." : mine ? "It is yours." : "It is given.", stopping);
    }

    /// <param name="until">Until the end of that day at the location.</param>
    public Task<IActionResult> OnPostDue(Guid id, DateOnly? until, CancellationToken stopping) => Change(
        id,
        async () => until is { } day
            ? await work.SetDue(id, LocalTime.StartOf(day.AddDays(1), Row.Location).AddMinutes(-1), stopping)
            : new ConversationChange.Refused("Say the day."),
        "The due day is changed.",
        stopping);

    public Task<IActionResult> OnPostKind(Guid id, string? kind, CancellationToken stopping) => Change(id, () => work.SetKind(id, kind ?? "", stopping), "The kind is changed, and until when it is answered with it.", stopping);

    public async Task<IActionResult> OnPostFind(Guid id, string? search, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        var words = search?.Trim() ?? "";
        var found = words.Length < 2 ? [] : await patients.Search(words, MostFound, stopping);
        await audit.Record(db, new AuditEntry("patients.searched", "patient", null, [.. found.Select(patient => patient.Id)]), stopping);
        Found = (words, found);
        return Page();
    }

    /// <param name="patientId">Null where it is about nobody, or not about whom it was said.</param>
    public Task<IActionResult> OnPostPatient(Guid id, Guid? patientId, CancellationToken stopping) =>
        Change(id, () => work.SetPatient(id, patientId, stopping), patientId is null ? "It is about nobody now." : "It is about this patient now.", stopping);

    /// <param name="seenAt">When something was last said, as the page showed it: UTC ticks.</param>
    public Task<IActionResult> OnPostClose(Guid id, string? outcome, string? words, long seenAt, CancellationToken stopping)
    {
        Ending = (outcome ?? "", words ?? "");
        return Change(id, () => work.Close(id, outcome ?? "", words ?? "", Ticks(seenAt), stopping), "It is closed.", stopping);
    }

    public Task<IActionResult> OnPostReopen(Guid id, CancellationToken stopping) => Change(id, () => work.Reopen(id, stopping), "It is open again.", stopping);

    /// <param name="handOverId">The id of the task to come, made by the form.</param>
    /// <param name="seenAt">When something was last said, as the page showed it: UTC ticks.</param>
    public Task<IActionResult> OnPostHandOver(Guid id, Guid handOverId, long seenAt, CancellationToken stopping) =>
        Change(id, () => work.HandOver(id, handOverId, Ticks(seenAt), stopping), "A task goes on with it: it is on the list of tasks in a moment.", stopping);

    public Task<IActionResult> OnPostTakeBack(Guid id, Guid entryId, CancellationToken stopping) =>
        Change(id, () => work.TakeBack(id, entryId, back: true, stopping), "Taken back: it stays, struck through.", stopping);

    public async Task<IActionResult> OnPostUndo(Guid id, Guid step, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        if (!MayWork)
        {
            return Forbid();
        }

        switch (await work.Undo(id, step, stopping))
        {
            case ConversationChange.NotThere:
                return NotFound();
            case ConversationChange.Refused refused:
                TempData["toast"] = refused.Reason;
                break;
            default:
                TempData["toast"] = "Undone.";
                break;
        }

        return Redirect(Here);
    }

    /// <summary>A time before all others and one after them all have no millisecond beside them.</summary>
    private static DateTimeOffset Ticks(long posted) => new(Math.Clamp(posted, 0, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay), TimeSpan.Zero);

    private async Task<IActionResult> Change(Guid id, Func<Task<ConversationChange>> change, string done, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        if (!MayWork)
        {
            return Forbid();
        }

        switch (await change())
        {
            case ConversationChange.NotThere:
                return NotFound();
            case ConversationChange.Refused refused:
                return Again(refused.Reason);
            case ConversationChange.Done changed:
                TempData["toast"] = changed.StepId is null ? "Nothing to change: it is so already." : done;
                TempData["undo-url"] = changed.StepId is { } step ? $"{Here}?handler=Undo&step={step}" : null;
                return Redirect(Here);
            default:
                return NotFound();
        }
    }
}
