using System.Globalization;
using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Documents.Contracts;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>What became of a letter after it was written, for its page: approval, ways with their steps, chart.</summary>
internal sealed class LetterWays(CorrespondenceDb db, ISentLetters chart, CheckNumber check, IOrganization organization, TimeProvider clock)
{
    /// <summary>A job files what left; later than this it has trouble.</summary>
    private static readonly TimeSpan FiledWithin = TimeSpan.FromMinutes(1);

    public async Task<WaysOfLetter> Of(Letter letter, Location? location, CancellationToken stopping)
    {
        var approval = await db.StandingApproval(letter.Id).AsNoTracking().SingleOrDefaultAsync(stopping);
        var deliveries = await db.Deliveries.AsNoTracking().Where(d => d.LetterId == letter.Id).OrderByDescending(d => d.RequestedAt).ToListAsync(stopping);
        var ids = deliveries.ConvertAll(d => d.Id);
        var events = (await db.DeliveryEvents.AsNoTracking().Where(e => ids.Contains(e.DeliveryId)).OrderBy(e => e.At).ThenBy(e => e.Id).ToListAsync(stopping)).ToLookup(e => e.DeliveryId);
        var names = new Dictionary<Guid, string>();
        foreach (var user in events.SelectMany(all => all).Select(e => e.By).Append(approval?.ApprovedBy).OfType<Guid>().Distinct())
        {
            names[user] = await organization.NameOfUser(user, stopping) ?? "somebody no longer known";
        }

        return new WaysOfLetter(
            approval,
            approval is null ? "" : $"{Name(approval.ApprovedBy)}, {At(approval.ApprovedAt)}",
            [.. deliveries.Select(d => new WayOfLetter(d, [.. events[d.Id].Select(e => new WayStep(At(e.At), DeliveryWords.Act(e), Name(e.By)))], d.LeftAt is { } left ? At(left) : null, d.LeftAt > clock.GetUtcNow() - FiledWithin))],
            approval is not null && deliveries.Exists(d => d.LeftAt is not null) ? await chart.Find(approval.Id, stopping) : null)
        {
            IsPapers = letter.IsPapers,
            Incidents = await db.FaxIncidents.AsNoTracking().Where(incident => ids.Contains(incident.DeliveryId)).ToDictionaryAsync(incident => incident.DeliveryId, incident => incident.Id, stopping),
            Held = await Held(deliveries, stopping),
        };

        string Name(Guid? user) => user is { } id ? names[id] : "ClinicOps";
        string At(DateTimeOffset instant) => LocalTime.At(location, instant).ToString("MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture);
    }

    /// <summary>For each number that a fax is held for, where it is looked at and by whom.</summary>
    private async Task<IReadOnlyDictionary<string, HeldNumber>> Held(IEnumerable<LetterDelivery> deliveries, CancellationToken stopping)
    {
        var held = new Dictionary<string, HeldNumber>();
        var digits = deliveries.Where(delivery => delivery.IsHeld).Select(delivery => delivery.Address!).Distinct().ToList();
        if (digits.Count > 0)
        {
            foreach (var number in await db.KnownNumbers.AsNoTracking().Where(number => digits.Contains(number.Digits)).ToListAsync(stopping))
            {
                var look = await check.WhoMay(number, stopping);
                held[number.Digits] = new HeldNumber(number.Id, look.ActorMay ? "You can look at it" : $"{look.InWords} can look at it");
            }
        }

        return held;
    }
}

/// <param name="Approval">The one that stands; null while none does.</param>
/// <param name="Approved">"Ana Ruiz, 03/02/2026 9:00 AM".</param>
/// <param name="FiledAs">The document in the chart; null while it is not filed.</param>
internal sealed record WaysOfLetter(LetterApproval? Approval, string Approved, IReadOnlyList<WayOfLetter> Deliveries, Guid? FiledAs)
{
    /// <summary>Papers that another module keeps are not filed a second time.</summary>
    public bool IsPapers { get; init; }

    /// <summary>Of faxes that went to the wrong number, the incident of each, by the delivery's id.</summary>
    public IReadOnlyDictionary<Guid, Guid> Incidents { get; init; } = new Dictionary<Guid, Guid>();

    /// <summary>Of faxes that are held, what there is to do about their number, by its digits.</summary>
    public IReadOnlyDictionary<string, HeldNumber> Held { get; init; } = new Dictionary<string, HeldNumber>();

    private bool IsToBeFiled => FiledAs is null && !IsPapers;

    /// <summary>Changes whenever one of the ways, or the chart, does.</summary>
    public string Stamp => string.Join('-', Deliveries.Select(way => way.Delivery.Version).Append(FiledAs is null ? 0u : 1u));

    /// <summary>Seconds until an open page asks again; null where nothing goes on by itself. What does not go on as it should is asked for less often.</summary>
    public int? AskAgainSeconds =>
        Deliveries.Any(way => way.Delivery is { Way: not DeliveryWay.Print, State: DeliveryState.Pending or DeliveryState.Sending, Problem: null } || (way.LeftJustNow && IsToBeFiled)) ? 2
        : Deliveries.Any(way => way.Delivery is { Way: not DeliveryWay.Print, State: DeliveryState.Pending or DeliveryState.Sending }) || (IsToBeFiled && Deliveries.Any(way => way.Left is not null)) ? 15
        : null;
}

/// <param name="WhoMay">"Ana Ruiz or Ben Ito can look at it".</param>
internal sealed record HeldNumber(Guid NumberId, string WhoMay);

/// <param name="Left">When it left, on the location's clock; null while it has not.</param>
/// <param name="LeftJustNow">It is about to stand in the chart.</param>
internal sealed record WayOfLetter(LetterDelivery Delivery, IReadOnlyList<WayStep> Steps, string? Left, bool LeftJustNow);

internal sealed record WayStep(string At, string What, string Who);
