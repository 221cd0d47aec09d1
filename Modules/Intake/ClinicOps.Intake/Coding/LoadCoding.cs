using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Coding;

/// <summary>Finished visits and how their coding stands; one of them whole. The caller audits what it shows.</summary>
internal sealed class LoadCoding(
    IntakeDb db, FinishedVisits finished, VisitCoverages coverages, IChartContents contents, IAppointmentRequests appointments, IPatients patients, IOrganization organization, IOptions<CodingOptions> options, IOptions<CoverageOptions> kinds,
    CurrentActor actor, TimeProvider clock)
{
    /// <summary>States in which the number that a payer gave was good for a visit on a day on which it held.</summary>
    private static readonly string[] Numbered = [.. AuthorizationState.Granted, AuthorizationState.Expired];

    /// <summary>What is to be done first: those without coding, drafts, signed ones, then what has left.</summary>
    public async Task<IReadOnlyList<CodingRow>> List(CancellationToken stopping)
    {
        var found = new List<(VisitSummary Visit, Location Location)>();
        foreach (var location in (await organization.Profile(stopping)).Locations.Where(location => actor.SeesLocation(location.Id)))
        {
            var from = LocalTime.DayAt(location, clock.GetUtcNow()).AddDays(-options.Value.ListDays);
            found.AddRange((await finished.Since(location, from, clock.GetUtcNow(), stopping)).Select(visit => (visit, location)));
        }

        var ids = found.Select(one => one.Visit.Id).ToList();
        var codings = await db.VisitCodings.AsNoTracking().Where(c => ids.Contains(c.VisitId)).ToDictionaryAsync(c => c.VisitId, stopping);
        var people = (await patients.Find([.. found.Select(one => one.Visit.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        return
        [
            .. found.Select(one => new CodingRow(one.Visit, one.Location, LocalTime.At(one.Location, one.Visit.StartsAt), people[one.Visit.PatientId], codings.GetValueOrDefault(one.Visit.Id)))
                .OrderBy(row => row.Coding?.State switch { null => 0, CodingStates.Draft => 1, CodingStates.Signed => 2, _ => 3 }).ThenBy(row => row.Visit.StartsAt),
        ];
    }

    /// <returns>Null when there is no such finished visit in sight.</returns>
    public async Task<CodingRow?> Find(Guid visitId, CancellationToken stopping)
    {
        if (await finished.Find(visitId, stopping) is not { } visit || await patients.Find(visit.PatientId, stopping) is not { } patient)
        {
            return null;
        }

        var location = (await organization.Profile(stopping)).Find(visit.LocationId);
        return new CodingRow(visit, location, LocalTime.At(location, visit.StartsAt), patient, await db.VisitCodings.AsNoTracking().SingleOrDefaultAsync(c => c.VisitId == visitId, stopping));
    }

    /// <summary>What the visit is billed by: who pays, what it was ordered as, and the authorizations that it was done under.</summary>
    public async Task<BilledVisit> Billed(VisitSummary visit, CancellationToken stopping)
    {
        var paying = (await coverages.OfAll([visit], stopping))[visit.Id];
        var order = await OrderOf(visit, stopping);
        var (number, numbers) = await Authorized(visit, paying, order?.Id, stopping);
        return new BilledVisit(paying, order, number, numbers);
    }

    /// <summary>What is known already, so that nobody types it: the order the visit was booked for, the number of its authorization, else of the referral that it counts under, who saw the patient, the PCP's NPI where the PCP referred, and the place that its type is at.</summary>
    public async Task<CodingContent> Proposal(VisitSummary visit, BilledVisit billed, CancellationToken stopping)
    {
        var order = billed.Order;
        var referral = await db.CountingReferralUses.Where(use => use.VisitId == visit.Id)
            .Join(db.Referrals, use => use.ReferralId, of => of.Id, (use, of) => new { of.Provider, of.Number }).FirstOrDefaultAsync(stopping);
        var referring = order?.OrderingProvider is { Length: > 0 } ordering ? ordering : referral?.Provider ?? "";
        var care = (await PrimaryCare.OfAll(db, [visit.PatientId], stopping)).GetValueOrDefault(visit.PatientId);
        List<string> diagnoses = order?.Icd10 is { } icd && TypedCodes.Diagnosis(icd) is { } diagnosis ? [diagnosis] : [];
        var proposal = CodingContent.Empty with
        {
            Place = kinds.Value.KindOf(visit.VisitType).Place,
            Diagnoses = diagnoses,
            Lines = order?.Code is { } code && TypedCodes.Procedure(code) is { } ordered ? [new ServiceLine(ordered, [], diagnoses.Count > 0 ? "A" : "", 1, 0)] : [],
            RenderingName = visit.ProviderName,
            RenderingNpi = TypedCodes.Npi(visit.ProviderNpi ?? "") ?? "",
            ReferringName = referring,
            ReferringNpi = TypedCodes.Npi(order?.OrderingNpi ?? "") ?? (care is not null && referring.Length > 0 && NameKeys.Key(referring) == NameKeys.Key(care.Name) ? care.Npi : ""),
            AuthorizationNumber = billed.Number ?? (billed.Numbers.Count == 0 ? referral?.Number ?? "" : ""),
        };
        return proposal.WithUsualCharges(await Known(proposal, stopping));
    }

    /// <returns>The order the visit was booked for; of a chain of work with one order, that one.</returns>
    private async Task<ChartOrder?> OrderOf(VisitSummary visit, CancellationToken stopping)
    {
        var orders = (await contents.Orders([visit.PatientId], stopping)).Where(order => order.IsWork && visit.CareThreadId is { } thread && order.CareThreadId == thread).ToList();
        var order = orders.Count == 1 ? orders[0] : null;
        foreach (var task in orders.Count > 1 ? await db.Tasks.AsNoTracking().Where(t => t.PatientId == visit.PatientId && t.Kind == TaskKinds.Schedule && t.OrderId != null).Select(t => new { t.Id, t.OrderId }).ToListAsync(stopping) : [])
        {
            if (orders.Find(of => of.Id == task.OrderId) is { } booked && (await appointments.AppointmentOf(task.Id, stopping))?.Id == visit.Id)
            {
                order = booked;
            }
        }

        return order;
    }

    /// <summary>
    /// Of who pays for the visit: those whose units it took, and those of its order or chain of work that held on its day, whether or not they count units. What a person gave back, or said is
    /// not meant, is none.
    /// </summary>
    /// <returns>The number that it is surely under: of what it took units of, else of the one that differs from the visit in nothing; null where there is none or several. And the numbers of all.</returns>
    private async Task<(string? Sure, IReadOnlyList<string> All)> Authorized(VisitSummary visit, PayingCoverage paying, Guid? orderId, CancellationToken stopping)
    {
        if (paying.IsSelfPay)
        {
            return (null, []);
        }

        var uses = await db.AuthorizationUses.AsNoTracking().Where(use => use.VisitId == visit.Id).ToListAsync(stopping);
        var ended = uses.Select(use => use.EndsId).OfType<Guid>().ToHashSet();
        var taken = uses.FindAll(use => use.Kind is UseKind.Reserved or UseKind.Used && !ended.Contains(use.Id)).ConvertAll(use => use.AuthorizationId);
        var givenBack = uses.FindAll(use => use is { Kind: UseKind.Released or UseKind.Returned, By: not null } && !taken.Contains(use.AuthorizationId)).ConvertAll(use => use.AuthorizationId);
        var thread = visit.CareThreadId;
        var numbered = await db.Authorizations.AsNoTracking()
            .Where(a => a.Number != "" && !givenBack.Contains(a.Id) && (taken.Contains(a.Id)
                || (a.PatientId == visit.PatientId && Numbered.Contains(a.State) && ((orderId != null && a.OrderId == orderId) || ((orderId == null || a.OrderId == null) && thread != null && a.CareThreadId == thread)))))
            .OrderBy(a => a.Id).ToListAsync(stopping);
        var profile = await organization.Profile(stopping);
        var location = profile.Find(visit.LocationId);
        var day = LocalTime.DayAt(location, visit.StartsAt);
        var under = numbered.FindAll(a => (taken.Contains(a.Id) || ReserveUnits.IsValidOn(a, day)) && VisitFit.OtherPayer(a, paying) is null);
        var first = under.Exists(a => taken.Contains(a.Id)) ? under.FindAll(a => taken.Contains(a.Id)) : under.FindAll(a => !VisitFit.Differences(a, paying, visit, location, profile.Locations).Any());
        return (first.Select(a => a.Number).Distinct().ToList() is [var one] ? one : null, [.. under.Select(a => a.Number).Distinct()]);
    }

    /// <summary>What the clinic's lists say of these codes.</summary>
    public async Task<IReadOnlyDictionary<(string System, string Code), MedicalCode>> Known(CodingContent content, CancellationToken stopping)
    {
        string[] codes = [.. content.Diagnoses, .. content.Lines.Select(line => line.Code), .. content.Lines.SelectMany(line => line.Modifiers), content.Place];
        return (await db.MedicalCodes.AsNoTracking().Where(code => codes.Contains(code.Code)).ToListAsync(stopping)).ToDictionary(code => (code.System, code.Code));
    }

    public Task<List<CodingHandOff>> HandOffs(Guid visitId, CancellationToken stopping) =>
        db.CodingHandOffs.AsNoTracking().Where(h => h.VisitId == visitId).OrderByDescending(h => h.Number).ToListAsync(stopping);
}

/// <param name="Order">It was booked for; null where nobody knows.</param>
/// <param name="Number">Of the authorization that it was surely done under.</param>
/// <param name="Numbers">Of all authorizations that it may have been done under.</param>
internal sealed record BilledVisit(PayingCoverage Paying, ChartOrder? Order, string? Number, IReadOnlyList<string> Numbers)
{
    /// <summary>What whoever bills will ask for, in sentences.</summary>
    public IReadOnlyList<string> WillBeAskedFor(CodingContent content) =>
    [
        .. ClaimSheet.Missing(Paying),
        .. content.AuthorizationNumber.Length == 0 && Numbers.Count > 0
            ? [$"Missing: the authorization number (23). {(Numbers.Count == 1 ? "An authorization stands for this visit" : "Several authorizations stand for this visit")}: {string.Join(", ", Numbers)}. Write the number that it was done under."]
            : Array.Empty<string>(),
    ];
}

/// <param name="Start">On the wall clock of the location.</param>
/// <param name="Coding">Null while nobody has begun.</param>
internal sealed record CodingRow(VisitSummary Visit, Location? Location, DateTimeOffset Start, PatientSummary Patient, VisitCoding? Coding)
{
    public string Words => Coding switch
    {
        null => "not coded",
        { State: CodingStates.Draft, HandedOff: > 0 } => "being corrected",
        { State: CodingStates.Draft } => "coded, not signed",
        { State: CodingStates.Signed } => "signed, not handed off",
        _ => Coding.HandedOff == 1 ? "handed off" : $"handed off, {Coding.HandedOff - 1} corrected",
    };

    public string Badge => Coding?.State switch { null => "badge-warn", CodingStates.Draft => "badge-info", CodingStates.Signed => "badge-info", _ => "badge-ok" };
}
