using System.Text;
using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Estimates;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>What the clinic's services usually cost: taken over from a file, or changed line by line. Estimates are filled from it, and coding shows it.</summary>
[Authorize(Policy = IntakeRights.SetUpCharges)]
[RequestSizeLimit(MostBytes + 100_000)]
[RequestFormLimits(MultipartBodyLengthLimit = MostBytes + 100_000)]
internal sealed class FeesModel(IntakeDb db, ImportCodes import, ChangeFee change, IOrganization organization, TimeProvider clock) : PageModel
{
    public const int MostBytes = 5_000_000;

    private const int MostShown = 100;

    private const int MostRefusedShown = 20;

    private const int MostChangesShown = 20;

    /// <summary>By code.</summary>
    public IReadOnlyList<MedicalCode> Lines { get; private set; } = [];

    /// <summary>How many there are in all.</summary>
    public int Count { get; private set; }

    /// <summary>Latest first, each with by whom and when.</summary>
    public IReadOnlyList<(FeeChange Change, string By)> Changes { get; private set; } = [];

    /// <summary>What was not taken or saved, a sentence each.</summary>
    public IReadOnlyList<string> Refusals { get; private set; } = [];

    /// <summary>What was typed and not saved, with the version of the line as it is now.</summary>
    public (string? Code, uint Version, string? Description, string? Charge) Typed { get; private set; }

    public Task OnGet(CancellationToken stopping) => Show(stopping);

    public async Task<IActionResult> OnPostImport(IFormFile? file, CancellationToken stopping)
    {
        if (file is null || file.Length is 0 or > MostBytes)
        {
            return await Refused([$"Choose the file with the fees: CSV, up to {MostBytes / 1_000_000} MB. Nothing was taken."], stopping);
        }

        CodesFile read;
        try
        {
            using var text = new StreamReader(file.OpenReadStream(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            read = CodesFile.Read(text, areFees: true);
        }
        catch (Exception problem) when (problem is CodesFileProblem or DecoderFallbackException)
        {
            return await Refused([$"Nothing was taken. {(problem is CodesFileProblem ? problem.Message : "The file is not in UTF-8: save it as \"CSV UTF-8\".")}"], stopping);
        }

        var (added, changed) = await import.Run(read, stopping);
        var told = $"{added} new, {changed} changed, {read.Rows.Count - added - changed} unchanged.";
        if (read.BadRows.Count == 0)
        {
            TempData["toast"] = told;
            return Redirect("/intake/settings/fees");
        }

        return await Refused([$"{told} {read.BadRows.Count} lines were not taken:", .. read.BadRows.Take(MostRefusedShown).Select(row => $"line {row.Line}: {row.Why}")], stopping);
    }

    /// <param name="version">Of the line as the page showed it; 0 from the form for any code.</param>
    public async Task<IActionResult> OnPostSave(string? code, uint version, string? description, string? charge, bool remove, CancellationToken stopping)
    {
        switch (await change.Run(code, version, PatientDetails.Text(description), charge, remove, stopping))
        {
            case FeeChanged.NotUnderstood wrong:
                Typed = (code, version, description, charge);
                return await Refused([$"{wrong.Why} Nothing was saved."], stopping);
            case FeeChanged.ChangedMeanwhile meanwhile:
                Typed = (code, meanwhile.Now?.Version ?? 0, description ?? meanwhile.Now?.Description, charge);
                return await Refused(
                    [
                        $"{(meanwhile.Now is { } now ? $"{now.Code} costs {Money.Text(now.ChargeCents!.Value)} ({now.Description})" : $"{code} has no charge")} now{(meanwhile.Last is { } last ? $", changed by {await organization.WhoAndWhen(last.By, clock.GetUtcNow() - last.At, machine: "a list", stopping)}" : "")}. Nothing was saved: {(remove ? "look at it first." : "what you typed stands below; save again to put it over.")}",
                    ],
                    stopping);
        }

        TempData["toast"] = remove ? $"{code} has no usual charge any more." : $"Saved: {code}.";
        return Redirect("/intake/settings/fees");
    }

    private async Task<IActionResult> Refused(IReadOnlyList<string> why, CancellationToken stopping)
    {
        Refusals = why;
        ModelState.Clear();
        await Show(stopping);
        return Page();
    }

    private async Task Show(CancellationToken stopping)
    {
        var fees = db.MedicalCodes.AsNoTracking().Where(known => known.System == CodeSystems.Procedure && known.ChargeCents != null);
        Count = await fees.CountAsync(stopping);
        var changes = new List<(FeeChange, string)>();
        foreach (var one in await db.FeeChanges.AsNoTracking().OrderByDescending(one => one.At).ThenByDescending(one => one.Id).Take(MostChangesShown).ToListAsync(stopping))
        {
            changes.Add((one, await organization.WhoAndWhen(one.By, clock.GetUtcNow() - one.At, machine: "a list", stopping)));
        }

        Changes = changes;
        Lines = await fees.OrderBy(known => known.Code).Take(MostShown).ToListAsync(stopping);
    }
}
