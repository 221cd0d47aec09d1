using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>The letters of the user's locations: what needs a person first, then those asked for, latest first.</summary>
[Authorize(Policy = CorrespondenceRights.ViewLetters)]
internal sealed class LettersModel(
    CorrespondenceDb db, VisibleToActor visible, MailTrouble trouble, IPatients patients, IOrganization organization, IAuthorizationService authorization, AuditTrail audit) : PageModel
{
    public const int MostShown = 200;

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    /// <summary>The one location asked for; null for all of the user's.</summary>
    public Guid? Location { get; private set; }

    /// <summary>One of <see cref="LetterFilter"/>.</summary>
    public string Filter { get; private set; } = LetterFilter.All;

    /// <summary>Unknown and failed deliveries, whatever is asked for below.</summary>
    public IReadOnlyList<LetterRow> ForAPerson { get; private set; } = [];

    public IReadOnlyList<LetterRow> Rows { get; private set; } = [];

    public MailState Mail { get; private set; } = null!;

    public int ToPrint { get; private set; }

    public bool MaySend { get; private set; }

    /// <summary>How many fax numbers of the user's locations somebody has to look at.</summary>
    public int ToCheck { get; private set; }

    public bool MayCloseIncidents { get; private set; }

    public int OpenIncidents { get; private set; }

    public async Task OnGet(Guid? location, string? filter, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        Locations = [.. profile.Locations.Where(l => visible.Location(l.Id))];
        (Location, Filter) = (location, LetterFilter.Known(filter));
        MaySend = (await authorization.AuthorizeAsync(User, CorrespondenceRights.SendLetters)).Succeeded;
        ToCheck = (await db.KnownNumbers.Where(number => number.State == NumberState.New || number.State == NumberState.Misdirected).Select(number => number.LocationId).ToListAsync(stopping)).Count(visible.Location);
        MayCloseIncidents = (await authorization.AuthorizeAsync(User, CorrespondenceRights.CloseIncidents)).Succeeded;
        OpenIncidents = MayCloseIncidents ? (await db.FaxIncidents.Where(incident => incident.ClosedAt == null).Select(incident => incident.LocationId).ToListAsync(stopping)).Count(visible.Location) : 0;
        Mail = await trouble.Now(stopping);
        ToPrint = await visible.Deliveries.CountAsync(d => d.Way == DeliveryWay.Print && d.State == DeliveryState.Pending && (location == null || d.LocationId == location), stopping);
        var here = visible.Letters.AsNoTracking().Where(letter => location == null || letter.LocationId == location);
        ForAPerson = await ReadRows(LetterFilter.Apply(db, here, LetterFilter.ForAPerson), profile, stopping);
        Rows = Filter == LetterFilter.ForAPerson ? ForAPerson : await ReadRows(LetterFilter.Apply(db, here, Filter), profile, stopping);
        await audit.Record(
            db, new AuditEntry("letters.listed", "location", location, [.. Rows.Concat(ForAPerson).SelectMany(row => new[] { row.Letter.Id, row.Letter.PatientId }).Distinct()], LocationId: location), stopping);
    }

    public string Since(DateTimeOffset since)
    {
        var local = LocalTime.At(Locations is [var first, ..] ? first : null, since);
        return local.ToString("MM/dd h:mm tt", System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<IReadOnlyList<LetterRow>> ReadRows(IQueryable<Letter> wanted, OrganizationProfile profile, CancellationToken stopping)
    {
        var letters = await wanted.OrderByDescending(letter => letter.DraftedAt).Take(MostShown).ToListAsync(stopping);
        var ids = letters.ConvertAll(letter => letter.Id);
        var deliveries = (await db.Deliveries.AsNoTracking().Where(d => ids.Contains(d.LetterId)).OrderBy(d => d.RequestedAt).ToListAsync(stopping)).ToLookup(d => d.LetterId);
        var names = (await patients.Find([.. letters.Select(letter => letter.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        return [.. letters.Select(letter => new LetterRow(letter, [.. deliveries[letter.Id]], names.GetValueOrDefault(letter.PatientId), profile.Find(letter.LocationId), MayOpen: true))];
    }
}

/// <summary>What of the letters is shown.</summary>
internal static class LetterFilter
{
    public const string All = "all";
    public const string ForAPerson = "person";
    public const string Drafts = "drafts";
    public const string Approved = "approved";
    public const string OnItsWay = "way";
    public const string Sent = "sent";

    public static readonly IReadOnlyList<(string Code, string Text)> Choices =
    [
        (All, "All"), (Drafts, "Drafts"), (Approved, "Approved, not sent"), (OnItsWay, "On their way"), (Sent, "Sent"), (ForAPerson, "Failed or unknown"),
    ];

    public static string Known(string? code) => Choices.Any(choice => choice.Code == code) ? code! : All;

    public static IQueryable<Letter> Apply(CorrespondenceDb db, IQueryable<Letter> letters, string filter) => filter switch
    {
        Drafts => letters.Where(l => l.State == LetterState.Draft),
        Approved => letters.Where(l => l.State == LetterState.Approved && !db.Deliveries.Any(d => d.LetterId == l.Id && d.State != DeliveryState.Cancelled)),
        OnItsWay => letters.Where(l => db.Deliveries.Any(d => d.LetterId == l.Id
            && (d.State == DeliveryState.Pending || d.State == DeliveryState.Sending || d.State == DeliveryState.Printed))),
        Sent => letters.Where(l => db.Deliveries.Any(d => d.LetterId == l.Id && d.State == DeliveryState.Sent)),
        ForAPerson => letters.Where(l => db.Deliveries.Any(d => d.LetterId == l.Id
            && (d.State == DeliveryState.Unknown || (d.State == DeliveryState.Failed && d.DealtWithAt == null)))),
        _ => letters,
    };
}
