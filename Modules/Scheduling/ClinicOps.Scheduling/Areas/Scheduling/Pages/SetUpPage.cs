using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.SetUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>What the pages of the set-up have in common: what a change said, its undo, and the visits that no longer fit.</summary>
internal abstract class SetUpPage(FindUnfitVisits unfit, IPatients patients, IOrganization organization, AuditTrail audit, SchedulingDb db) : PageModel
{
    protected SchedulingDb Db => db;

    protected IOrganization Organization => organization;

    /// <summary>Why nothing was saved; null at first.</summary>
    public string? Refusal { get; private set; }

    public IReadOnlyList<UnfitRow> Unfit { get; private set; } = [];

    public static string Clock(int minute) => TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(minute % 1440)).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"8:00 AM", and "midnight" for the end of the day.</summary>
    public static string Said(int minute) => minute == 1440 ? "midnight" : TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(minute)).ToString("h:mm tt", CultureInfo.InvariantCulture);

    public static int Minute(TimeOnly time) => (time.Hour * 60) + time.Minute;

    /// <summary>Of the end of a stretch, which at 00:00 is the end of the day.</summary>
    public static int Until(TimeOnly time) => time == TimeOnly.MinValue ? 1440 : Minute(time);

    /// <param name="show">Loads the page anew where nothing was saved; what was typed is kept by it.</param>
    protected async Task<IActionResult> After(SetUpChanged changed, string toast, string address, Func<Task> show)
    {
        switch (changed)
        {
            case SetUpChanged.Done done:
                TempData["toast"] = toast;
                TempData["undo-url"] = $"/scheduling/settings/undo?change={done.ChangeId}";
                return Redirect(address);
            case SetUpChanged.ChangedMeanwhile meanwhile:
                Refusal = $"Changed by {await organization.WhoAndWhen(meanwhile.By, meanwhile.Ago)}, while this page was open. Nothing was saved: look at it below, then save again what you typed.";
                break;
            case SetUpChanged.NotUnderstood wrong:
                Refusal = $"{wrong.Why} Nothing was saved.";
                break;
        }

        ModelState.Clear();
        await show();
        return Page();
    }

    protected void Refuse(string why) => Refusal = $"{why} Nothing was saved.";

    /// <param name="providerId">Null for all.</param>
    protected async Task LoadUnfit(Guid? providerId, CancellationToken stopping)
    {
        var found = await unfit.Run(providerId, stopping);
        var names = (await patients.Find([.. found.Select(one => one.Visit.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id, patient => patient.ListName);
        var profile = await organization.Profile(stopping);
        Unfit = [.. found.Select(one => new UnfitRow(one.Visit.Id, LocalTime.At(profile.Find(one.Visit.LocationId), one.Visit.StartsAt), names.GetValueOrDefault(one.Visit.PatientId, "no longer registered"), one.Visit.VisitType, one.Why, one.WantsRoom))];
        if (found.Count > 0)
        {
            await audit.Record(db, new AuditEntry("visits.viewed", "provider", providerId, [.. found.Select(one => one.Visit.PatientId).Distinct()]), stopping);
        }
    }
}

/// <param name="Start">On the wall clock of the visit's location.</param>
/// <param name="WantsRoom">A click gives it one, if one is free.</param>
internal sealed record UnfitRow(Guid VisitId, DateTimeOffset Start, string Patient, string VisitType, string Why, bool WantsRoom);
