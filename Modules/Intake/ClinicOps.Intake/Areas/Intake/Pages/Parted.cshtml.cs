using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.Merging;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>What came to a record while another was one with it, for each merge that was taken back: staff look at each, and put what is the other's there.</summary>
[Authorize(Policy = IntakeRights.MergePatients)]
internal sealed class PartedModel(IntakeDb db, IPatients patients, CameSince came, MoveSignedForm move, IOrganization organization, AuditTrail audit) : PageModel
{
    public PatientSummary Shown { get; private set; } = null!;

    public IReadOnlyList<PartedRecords> Parted { get; private set; } = [];

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => await Load(id, stopping) ? Page() : NotFound();

    /// <param name="signedId">The signed form.</param>
    /// <param name="survivor">The record that it is put to: this one, or the other.</param>
    public async Task<IActionResult> OnPostForm(Guid id, Guid mergeId, Guid signedId, Guid survivor, CancellationToken stopping)
    {
        if (!await Load(id, stopping) || Parted.FirstOrDefault(parted => parted.MergeId == mergeId) is not { } between || !await move.Run(signedId, mergeId, survivor, stopping))
        {
            return NotFound();
        }

        TempData["toast"] = survivor == id ? "The signed form is this record's now." : "The signed form is the other record's now.";
        TempData["undo-url"] = $"/intake/patients/patient/{id}/parted?handler=Form&mergeId={mergeId}&signedId={signedId}&survivor={(survivor == id ? between.OtherId : id)}";
        return Redirect($"/intake/patients/patient/{id}/parted");
    }

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (await patients.Find(id, stopping) is not { } found)
        {
            return false;
        }

        Shown = found;
        var backs = await (
            from merge in db.PatientMerges.AsNoTracking()
            join back in db.PatientUnmerges.AsNoTracking() on merge.Id equals back.MergeId
            where merge.SurvivorId == id
            orderby back.At descending
            select new { Merge = merge, Back = back }).ToListAsync(stopping);
        var others = (await patients.Find([.. backs.Select(one => one.Merge.MergedId)], stopping)).ToDictionary(patient => patient.Id);
        var location = (await organization.Profile(stopping)).Locations is [var first, ..] ? first : null;
        var parted = new List<PartedRecords>();
        foreach (var one in backs.Where(one => others.ContainsKey(one.Merge.MergedId)))
        {
            var (merge, back, other) = (one.Merge, one.Back, others[one.Merge.MergedId]);
            var moved = await db.SignedForms.AsNoTracking().Where(form => form.PatientId == other.Id && form.At > merge.At && form.At < back.At).OrderBy(form => form.At).ToListAsync(stopping);
            parted.Add(new PartedRecords(
                merge.Id, other.Id, $"{other.FullName} ({other.Mrn})", LocalTime.At(location, merge.At), LocalTime.At(location, back.At), await came.StillThere(merge, back, stopping), moved.ConvertAll(form => (form.Id, form.Title))));
        }

        Parted = parted;
        await audit.Record(db, new AuditEntry("patient.viewed", "patient", id, [.. parted.Select(one => one.OtherId), .. parted.SelectMany(one => one.Came.Items.Select(item => item.Id)), .. parted.SelectMany(one => one.OtherForms.Select(form => form.Id))]), stopping);
        return true;
    }
}

/// <param name="Other">Name and MRN of the record that stands by itself again.</param>
/// <param name="From">On the wall clock of the clinic's first location, as is <paramref name="Until"/>.</param>
/// <param name="OtherForms">Forms signed meanwhile that are the other's: booked for it, or put there.</param>
internal sealed record PartedRecords(Guid MergeId, Guid OtherId, string Other, DateTimeOffset From, DateTimeOffset Until, WhatCame Came, IReadOnlyList<(Guid Id, string Title)> OtherForms);
