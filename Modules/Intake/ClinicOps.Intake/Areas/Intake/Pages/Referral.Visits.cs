using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The visits that a referral to this clinic allows: those that count under it, and those that may.</summary>
internal sealed partial class ReferralModel
{
    public IReadOnlyList<CountedVisit> Visits { get; private set; } = [];

    /// <param name="from">The referral that it counted under until now; null where it counted under none.</param>
    public async Task<IActionResult> OnPostCount(Guid id, Guid visit, Guid? from, CancellationToken stopping)
    {
        if (!await May())
        {
            return Forbid();
        }

        if (await list.Find(id, stopping) is null)
        {
            return NotFound();
        }

        switch (from is { } other ? await count.Move(visit, other, id, stopping) : await count.Count(visit, id, stopping))
        {
            case VisitCounted.Counted:
                TempData["undo-url"] = from is { } before ? $"/intake/referrals/referral/{before}?handler=Count&visit={visit}&from={id}" : $"/intake/referrals/referral/{id}?handler=Release&visit={visit}";
                return Back(id, "The visit counts under it.");
            case VisitCounted.WasCounted:
                return Back(id, "The visit counts under it already.");
            case VisitCounted.NoneLeft:
                return Back(id, "Nothing was changed: no visit is left.");
            case VisitCounted.NotValidThen:
                return Back(id, "Nothing was changed: the visit's day lies outside of the days it is valid.");
            case VisitCounted.CountsElsewhere:
                return Back(id, "Nothing was changed: the visit counts under another referral by now.");
            case VisitCounted.NotOfIt:
                return Back(id, "Nothing was changed: the visit or the referral does not stand any more.");
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostRelease(Guid id, Guid visit, CancellationToken stopping)
    {
        if (!await May())
        {
            return Forbid();
        }

        if (await list.Find(id, stopping) is null)
        {
            return NotFound();
        }

        if (!await count.Release(visit, id, stopping))
        {
            return Back(id, "The visit did not count under it.");
        }

        TempData["undo-url"] = $"/intake/referrals/referral/{id}?handler=Count&visit={visit}";
        return Back(id, "The visit does not count under it any more.");
    }

    /// <summary>Visits that count under it, and those that may: coming ones, and such as were before anybody said what it allows.</summary>
    private async Task ShowVisits(Referral of, CancellationToken stopping)
    {
        if (of.Direction == ReferralDirection.Out)
        {
            return;
        }

        var profile = await organization.Profile(stopping);
        var ofPatient = await visits.OfPatient(of.PatientId, stopping);
        var ids = ofPatient.Select(visit => visit.Id).ToList();
        var counting = await db.CountingReferralUses.AsNoTracking().Where(use => use.ReferralId == of.Id || ids.Contains(use.VisitId)).ToListAsync(stopping);
        var elsewhere = counting.Where(use => use.ReferralId != of.Id).ToDictionary(use => use.VisitId, use => use.ReferralId);
        var otherIds = elsewhere.Values.Distinct().ToList();
        var others = (await db.Referrals.AsNoTracking().Where(r => otherIds.Contains(r.Id)).ToListAsync(stopping)).ToDictionary(r => r.Id);
        var counted = counting.Where(use => use.ReferralId == of.Id).ToDictionary(use => use.VisitId);
        var chosen = await WhoChose(counted.Values, stopping);
        var shown = new List<CountedVisit>();
        foreach (var visit in ofPatient)
        {
            var use = counted.GetValueOrDefault(visit.Id);
            if (use is not null || (of.State == ReferralState.Accepted && visit.State != VisitStates.Cancelled && CountVisits.IsValidOn(of, LocalTime.DayAt(profile.Find(visit.LocationId), visit.StartsAt))))
            {
                // Under one out of sight: it counts there all the same, and nothing is said of it.
                var under = elsewhere.TryGetValue(visit.Id, out var other) ? other : (Guid?)null;
                shown.Add(new CountedVisit(
                    visit.Id, LocalTime.At(profile.Find(visit.LocationId), visit.StartsAt), visit.VisitType, visit.ProviderName, use?.Kind, use is null ? "" : chosen[use.VisitId],
                    under is { } known && others.TryGetValue(known, out var seen) ? (seen.Id, ReferralTasks.Subject(seen.Facts)) : null, under is not null));
                counted.Remove(visit.Id);
            }
        }

        // Of a visit that this user does not see: it counts all the same.
        Visits = [.. shown.OrderBy(visit => visit.Start), .. counted.Values.Select(use => new CountedVisit(null, default, "a visit out of your sight", "", use.Kind, chosen[use.VisitId], null, false))];
    }

    /// <summary>By visit, who said that it counts under this one. What a done visit used was held before, by whoever held it.</summary>
    private async Task<Dictionary<Guid, string>> WhoChose(IEnumerable<ReferralUse> uses, CancellationToken stopping)
    {
        var began = uses.Select(use => use.EndsId ?? use.Id).ToList();
        var names = new Dictionary<Guid, string>();
        foreach (var use in await db.ReferralUses.AsNoTracking().Where(use => began.Contains(use.Id)).ToListAsync(stopping))
        {
            names[use.VisitId] = use.By is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "ClinicOps";
        }

        return names;
    }
}

/// <param name="VisitId">Null of one that the user does not see.</param>
/// <param name="Start">On the wall clock of its location.</param>
/// <param name="Kind">reserved or used; null while it does not count.</param>
/// <param name="ChosenBy">Who said that it counts under this one.</param>
/// <param name="Under">The other referral that it counts under, and what that is for; null where there is none in sight.</param>
internal sealed record CountedVisit(Guid? VisitId, DateTimeOffset Start, string VisitType, string ProviderName, string? Kind, string ChosenBy, (Guid Id, string Subject)? Under, bool CountsElsewhere)
{
    public bool MayBeCounted => !CountsElsewhere || Under is not null;
}
