using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>Under which of several referrals a visit counts. Called in the line of the visit, inside its transaction.</summary>
internal sealed class ChooseReferral(IntakeDb db, VisitCoverages coverages, IOrganization organization)
{
    /// <summary>
    /// Those of its chain of work; else those for the plan which pays for the visit, where it asks for one and they are for no other specialty. Of several the one
    /// that names the specialty of whom the visit is with, then the one that ends first; one that is used up only where there is no other. What a person took the
    /// visit off stays off it. All of them are held, in one order: of two visits at once the second sees what the first took.
    /// </summary>
    /// <param name="day">Of the visit, on its location's calendar.</param>
    /// <returns>Null where none fits; held where one does.</returns>
    public async Task<Referral?> For(VisitSummary visit, DateOnly day, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var ids = await db.Referrals
            .Where(r => r.PatientId == visit.PatientId && r.Direction == ReferralDirection.In && r.State == ReferralState.Accepted
                && !db.ReferralUses.Any(use => use.ReferralId == r.Id && use.VisitId == visit.Id && (use.Kind == UseKind.Released || use.Kind == UseKind.Returned) && use.By != null))
            .Select(r => r.Id).ToListAsync(stopping);
        var accepted = new List<Referral>();
        foreach (var id in ids.Order())
        {
            if (await db.LockReferral(id, stopping) is { State: ReferralState.Accepted } referral && CountVisits.IsValidOn(referral, day)
                && (referral.ValidFrom is not null || day >= LocalTime.DayAt(profile.Find(referral.LocationId), referral.SentAt ?? referral.StartedAt)))
            {
                accepted.Add(referral);
            }
        }

        var counted = (await db.CountingReferralUses.Where(use => ids.Contains(use.ReferralId)).Select(use => use.ReferralId).ToListAsync(stopping)).ToLookup(id => id);
        var left = accepted.FindAll(referral => !(counted[referral.Id].Count() >= referral.VisitsAllowed));
        var ofThread = accepted.FindAll(referral => visit.CareThreadId is { } thread && (referral.CareThreadId == thread || referral.DocumentThreadId == thread));
        var ofPlan = (await AskedByItsPlan(accepted, visit, day, stopping)).FindAll(referral => OfSpecialty(referral, visit) != false);
        List<Referral> fits = ofThread.Intersect(left).ToList() is { Count: > 0 } ofThreadAndLeft ? ofThreadAndLeft
            : ofPlan.Intersect(left).ToList() is { Count: > 0 } ofPlanAndLeft ? ofPlanAndLeft
            : [.. ofThread, .. ofPlan];
        return fits.OrderBy(referral => OfSpecialty(referral, visit) switch { true => 0, null => 1, false => 2 })
            .ThenBy(referral => referral.ValidTo ?? DateOnly.MaxValue).ThenBy(referral => referral.StartedAt).ThenBy(referral => referral.Id).FirstOrDefault();
    }

    /// <summary>Whether it is for the specialty of whom the visit is with; null where one of them names none.</summary>
    private static bool? OfSpecialty(Referral referral, VisitSummary visit) =>
        (Specialties.NamedIn(referral.Specialty), Specialties.NamedIn(visit.ProviderSpecialty)) is ({ } asked, { } seen) ? asked == seen : null;

    /// <summary>Those for the plan that pays for the visit, where it asks for one; a referral that names no plan may be for it.</summary>
    private async Task<List<Referral>> AskedByItsPlan(List<Referral> accepted, VisitSummary visit, DateOnly day, CancellationToken stopping) =>
        accepted.Count > 0 && await coverages.Of(visit.Id, visit.PatientId, day, stopping) is { NeedsReferral: true } paying
            ? accepted.FindAll(referral => referral.Payer.Length == 0 || paying.IsOf(referral.Payer))
            : [];
}
