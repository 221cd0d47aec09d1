using System.Globalization;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Readiness;

/// <summary>On which days a visit is covered and authorized, for who books it: the authorization of its order, or of its chain of work, and the patient's coverages.</summary>
internal sealed class VisitWindows(IntakeDb db, VisibleToActor visible, VisitCoverages coverages, IOrganization organization, TimeProvider clock) : IVisitWindows
{
    private const string Extend = "the authorization must be extended first";

    public async Task<VisitWindow?> Of(Guid patientId, Guid locationId, Guid? taskId, Guid? careThreadId, CancellationToken stopping = default)
    {
        if (await coverages.Patient(patientId, stopping) is not { } patient)
        {
            return null;
        }

        var task = taskId is { } id ? await visible.Tasks.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, stopping) : null;
        var (order, thread) = (task?.OrderId, task?.CareThreadId ?? careThreadId);
        var authorizations = order is null && thread is null ? [] : await db.Authorizations.AsNoTracking()
            .Where(one => one.PatientId == patientId && one.State != AuthorizationState.Withdrawn && (order != null ? one.OrderId == order : one.CareThreadId == thread))
            .OrderBy(one => one.Id).ToListAsync(stopping);
        var taken = await UnitsTaken.Of(db, authorizations.ToDictionary(one => one.Id, one => one.Number), stopping);
        var today = LocalTime.DayAt((await organization.Profile(stopping)).Find(locationId), clock.GetUtcNow());

        // What is asked of a payer that pays after the first is its own limit, and counts for no other.
        var paying = VisitCoverages.Of(patient, null, await KnownPayers.Of(db, [patient], stopping), today);
        var ofBehind = authorizations.ToLookup(one => paying.IsOf(one.Payer) ? null : paying.Behind.FirstOrDefault(behind => behind.IsOf(one.Payer)));
        var (limit, left) = OfAuthorizations([.. ofBehind[null]], taken);
        WindowLimit?[] limits =
        [
            limit, .. paying.Behind.Select(behind => OfAuthorizations([.. ofBehind[behind]], taken).Limit is { } own ? own with { Words = $"Of the {behind.TurnInWords} coverage, {behind.PayerName}: {own.Words}" } : null),
            OfCoverages(patient.Coverages, today),
        ];
        return new VisitWindow([.. limits.OfType<WindowLimit>()], left);
    }

    /// <summary>What is granted and has units left counts; of several such the one that ends last. Pure.</summary>
    internal static (WindowLimit? Limit, decimal? VisitsLeft) OfAuthorizations(IReadOnlyList<PayerAuthorization> all, IReadOnlyDictionary<Guid, UnitsTaken> taken)
    {
        var granted = all.Where(one => AuthorizationState.Granted.Contains(one.State)).ToList();
        if (all.Count == 0 || (granted.Count == 0 && all.Any(one => one.State == AuthorizationState.NotRequired)))
        {
            return (null, null);
        }

        if (granted.Count == 0)
        {
            var undecided = all.Any(one => AuthorizationState.Undecided.Contains(one.State));
            return (
                new WindowLimit(
                    WindowLimits.NotAuthorized, null, null,
                    undecided ? "The payer has not authorized it yet: no day is authorized." : $"The authorization is {ApplyStep.InWords(all[^1].State)}: no day is authorized.",
                    undecided ? "the payer must decide first" : "the payer must be asked again first"),
                null);
        }

        var nearest = granted.OrderByDescending(one => Left(one) is not <= 0).ThenByDescending(one => one.ValidTo ?? DateOnly.MaxValue).First();
        var left = Left(nearest);
        var visitsLeft = nearest.UnitBasis == UnitBasis.Visits ? left : null;
        if (left <= 0)
        {
            return (
                new WindowLimit(
                    WindowLimits.UsedUp, nearest.ValidFrom, nearest.ValidTo, $"Nothing is left of the authorization: all {Number(nearest.UnitsApproved!.Value)} {UnitBasis.InWords(nearest.UnitBasis)} are held or used.",
                    Extend),
                visitsLeft);
        }

        var units = left is { } some ? $", {Number(some)} of {Number(nearest.UnitsApproved!.Value)} {UnitBasis.InWords(nearest.UnitBasis)} left" : "";
        return (new WindowLimit(WindowLimits.Authorization, nearest.ValidFrom, nearest.ValidTo, $"Authorized{Days(nearest.ValidFrom, nearest.ValidTo)}{units}.", Extend), visitsLeft);

        decimal? Left(PayerAuthorization one) => one.UnitsApproved is { } approved ? approved - taken[one.Id].All : null;
    }

    /// <summary>The days on end, from the first that is still to come, on which some coverage is valid; null where that has neither a beginning nor an end, or none is registered. Pure.</summary>
    internal static WindowLimit? OfCoverages(IReadOnlyList<PatientCoverage> coverages, DateOnly today)
    {
        var coming = coverages.Where(one => !(one.ValidTo < today)).OrderBy(one => one.ValidFrom ?? DateOnly.MinValue).ToList();
        if (coverages.Count == 0)
        {
            return null;
        }

        if (coming.Count == 0)
        {
            return new WindowLimit(
                WindowLimits.Coverage, null, coverages.Max(one => one.ValidTo), $"The coverage ended on {LocalTime.Us(coverages.Max(one => one.ValidTo)!.Value)}.", "ask the patient for the new card first");
        }

        var (from, until) = (coming[0].ValidFrom, coming[0].ValidTo);
        foreach (var next in coming.Skip(1).Where(next => until is not null && (next.ValidFrom ?? DateOnly.MinValue) <= until.Value.AddDays(1)))
        {
            until = next.ValidTo is null || next.ValidTo > until ? next.ValidTo : until;
        }

        from = from <= today ? null : from;
        return from is null && until is null ? null : new WindowLimit(WindowLimits.Coverage, from, until, $"Covered{Days(from, until)}.", "ask the patient for the new card first");
    }

    private static string Days(DateOnly? from, DateOnly? until) => (from, until) switch
    {
        ({ } first, { } last) => $" from {LocalTime.Us(first)} to {LocalTime.Us(last)}",
        ({ } first, _) => $" from {LocalTime.Us(first)}",
        (_, { } last) => $" until {LocalTime.Us(last)}",
        _ => "",
    };

    private static string Number(decimal units) => units.ToString("0.##", CultureInfo.InvariantCulture);
}
