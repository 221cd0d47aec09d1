using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Importing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>What an uploaded register file would change, some lines at a time, and taking it: the ticked lines, or a whole list.</summary>
[Authorize(Policy = IntakeRights.ImportPatients)]
internal sealed class PatientFileModel(IntakeDb db, LoadPatientFile load, AskToTake take) : PageModel
{
    public const int MostRefused = 200;

    public PatientFileView View { get; private set; } = null!;

    public PatientFileWork Work { get; private set; } = null!;

    public string? Refusal { get; private set; }

    public static string AddressOf(Guid fileId) => $"/intake/settings/patient-files/file/{fileId}";

    /// <param name="list">Which lines.</param>
    /// <param name="at">Which page of them, from 1.</param>
    public Task<IActionResult> OnGet(Guid id, string? list, int at, CancellationToken stopping) => Show(id, list, at, stopping);

    /// <summary>How far the work has come; tells the page to load again when it is done.</summary>
    public async Task<IActionResult> OnGetWork(Guid id, CancellationToken stopping)
    {
        if (await db.PatientFileStates.AsNoTracking().SingleOrDefaultAsync(state => state.FileId == id, stopping) is not { } state)
        {
            return NotFound();
        }

        if (state.State == PatientFileStates.Compared)
        {
            Response.Headers["HX-Refresh"] = "true";
            return new EmptyResult();
        }

        return Partial("_PatientFileWork", await WorkOf(state, stopping));
    }

    /// <param name="revision">Of the comparison that the page showed.</param>
    /// <param name="shown">The list that it showed.</param>
    /// <param name="list">Takes all of it; null takes the ticked lines.</param>
    public async Task<IActionResult> OnPostTake(Guid id, int revision, string? shown, string? list, Guid[] lines, CancellationToken stopping)
    {
        switch (await take.Run(id, revision, list, lines, stopping))
        {
            case TakingAsked.Asked asked:
                TempData["toast"] = asked.Lines == 1 ? "1 line is being taken." : $"{asked.Lines} lines are being taken.";
                return Redirect(AddressOf(id));
            case TakingAsked.AtWork:
                return Redirect(AddressOf(id));
            case TakingAsked.ComparedAgain:
                Refusal = "Some of it was compared again meanwhile, since the register changed. Nothing was taken by this click: this is how it stands now.";
                break;
            case TakingAsked.Nothing:
                Refusal = "Nothing was taken: no line was ticked that still waits.";
                break;
            default:
                return NotFound();
        }

        ModelState.Clear();
        return await Show(id, shown, 1, stopping);
    }

    private async Task<IActionResult> Show(Guid id, string? list, int at, CancellationToken stopping)
    {
        if (await load.Run(id, list, at, stopping) is not { } view)
        {
            return NotFound();
        }

        (View, Work) = (view, await WorkOf(view.State, stopping));
        return Page();
    }

    private async Task<PatientFileWork> WorkOf(PatientFileState state, CancellationToken stopping) => new(
        state.FileId,
        state.State == PatientFileStates.Taking,
        await db.PatientFileLines.CountAsync(line => line.FileId == state.FileId && line.State == PatientFileLineStates.Asked, stopping));
}

/// <param name="Left">Lines that are still to be taken.</param>
internal sealed record PatientFileWork(Guid FileId, bool IsTaking, int Left);
