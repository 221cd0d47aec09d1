using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>One fax number: the second look, whose it is, and what was faxed there of what the user may see.</summary>
[Authorize(Policy = CorrespondenceRights.SendLetters)]
internal sealed class NumberModel(
    CorrespondenceDb db, VisibleToActor visible, EnterNumber enter, CheckNumber check, IPatients patients, IOrganization organization, AuditTrail audit) : PageModel
{
    private const int MostShown = 50;

    public KnownNumber Number { get; private set; } = null!;

    public SecondLook Look { get; private set; } = null!;

    public NumberForm Form { get; private set; } = new();

    public int Waiting { get; private set; }

    /// <summary>"Ana Ruiz, 03/02/2026 9:00 AM".</summary>
    public string Entered { get; private set; } = "";

    /// <summary>The same of the last second look; null while there was none.</summary>
    public string? Checked { get; private set; }

    public IReadOnlyList<FaxedThere> Sent { get; private set; } = [];

    public string? Refusal { get; private set; }

    public string? How { get; private set; }

    public string? Where { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => await Load(id, null, stopping) ? Page() : NotFound();

    public async Task<IActionResult> OnPostCheck(Guid id, uint version, string? how, string? where, string? typed, CancellationToken stopping)
    {
        (How, Where) = (how, where);
        return await Say(id, await check.Run(id, version, how, where, typed, stopping), null, "The number is checked. What waited for it goes on.", stopping);
    }

    public async Task<IActionResult> OnPostChange(Guid id, uint version, NumberForm form, CancellationToken stopping) =>
        await Say(id, await enter.Change(id, version, form.Number, form.Name, form.Kind, stopping), form, "Saved. It is looked at a second time before anything is faxed there.", stopping);

    public async Task<IActionResult> OnPostRetire(Guid id, uint version, CancellationToken stopping) =>
        await Say(id, await enter.Retire(id, version, stopping), null, "The number is retired.", stopping);

    private async Task<IActionResult> Say(Guid id, NumberChange change, NumberForm? typed, string done, CancellationToken stopping)
    {
        switch (change)
        {
            case NumberChange.Done of:
                TempData["toast"] = done;
                return Redirect($"/correspondence/numbers/number/{of.Id}");
            case NumberChange.Unknown:
                return NotFound();
            case NumberChange.Refused refused:
                Refusal = refused.Why;
                break;
            default:
                Refusal = "Nothing was done: somebody changed this number meanwhile. This is how it stands now.";
                break;
        }

        ModelState.Clear();
        db.ChangeTracker.Clear();
        return await Load(id, typed, stopping) ? Page() : NotFound();
    }

    private async Task<bool> Load(Guid id, NumberForm? typed, CancellationToken stopping)
    {
        if (await db.KnownNumbers.AsNoTracking().SingleOrDefaultAsync(number => number.Id == id, stopping) is not { } number)
        {
            return false;
        }

        var profile = await organization.Profile(stopping);
        var location = profile.Find(number.LocationId);
        Number = number;
        Form = typed ?? new NumberForm { Number = FaxNumber.Shown(number.Digits), Name = number.Name, Kind = number.Kind };
        Look = await check.WhoMay(number, stopping);
        Waiting = await db.WaitingFor(number.Digits).CountAsync(stopping);
        Entered = $"{await Name(number.EnteredBy, stopping)}, {At(location, number.EnteredAt)}";
        Checked = number.CheckedAt is { } at ? $"{await Name(number.CheckedBy, stopping)}, {At(location, at)}" : null;
        var sent = await (from delivery in visible.Deliveries
                          join letter in db.Letters on delivery.LetterId equals letter.Id
                          where delivery.Way == DeliveryWay.Fax && delivery.Address == number.Digits
                          orderby delivery.RequestedAt descending
                          select new { Delivery = delivery, letter.PatientId, letter.Subject }).AsNoTracking().Take(MostShown).ToListAsync(stopping);
        var names = (await patients.Find([.. sent.Select(fax => fax.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        Sent = sent.ConvertAll(fax => new FaxedThere(fax.Delivery, fax.Subject, names.GetValueOrDefault(fax.PatientId)?.ListName ?? "no longer registered", At(profile.Find(fax.Delivery.LocationId), fax.Delivery.RequestedAt)));
        await audit.Record(db, new AuditEntry("fax-number.viewed", "fax-number", id, [.. sent.SelectMany(fax => new[] { fax.Delivery.LetterId, fax.PatientId }).Distinct()]), stopping);
        return true;
    }

    private async Task<string> Name(Guid? user, CancellationToken stopping) => user is { } id ? await organization.NameOfUser(id, stopping) ?? "somebody no longer known" : "ClinicOps";

    private static string At(Location? location, DateTimeOffset instant) => LocalTime.At(location, instant).ToString("MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture);
}

internal sealed record FaxedThere(LetterDelivery Delivery, string Subject, string Patient, string At);
