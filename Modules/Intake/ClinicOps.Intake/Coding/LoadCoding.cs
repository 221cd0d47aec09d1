using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
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
    IntakeDb db, FinishedVisits finished, IChartContents contents, IAppointmentRequests appointments, IPatients patients, IOrganization organization, IOptions<CodingOptions> options, CurrentActor actor, TimeProvider clock)
{
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

    /// <summary>What is known already, so that nobody types it: the order the visit was booked for, the authorization whose units it took, else the referral that it counts under, who saw the patient, and the PCP's NPI where the PCP referred.</summary>
    public async Task<CodingContent> Proposal(VisitSummary visit, CancellationToken stopping)
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

        var authorizations = await db.CountingUses.Where(use => use.VisitId == visit.Id)
            .Join(db.Authorizations, use => use.AuthorizationId, authorization => authorization.Id, (use, authorization) => authorization.Number).Distinct().ToListAsync(stopping);
        var referral = await db.CountingReferralUses.Where(use => use.VisitId == visit.Id)
            .Join(db.Referrals, use => use.ReferralId, of => of.Id, (use, of) => new { of.Provider, of.Number }).FirstOrDefaultAsync(stopping);
        var referring = order?.OrderingProvider is { Length: > 0 } ordering ? ordering : referral?.Provider ?? "";
        var care = (await PrimaryCare.OfAll(db, [visit.PatientId], stopping)).GetValueOrDefault(visit.PatientId);
        return CodingContent.Empty with
        {
            Diagnoses = order?.Icd10 is { } icd && TypedCodes.Diagnosis(icd) is { } diagnosis ? [diagnosis] : [],
            RenderingName = visit.ProviderName,
            RenderingNpi = TypedCodes.Npi(visit.ProviderNpi ?? "") ?? "",
            ReferringName = referring,
            ReferringNpi = TypedCodes.Npi(order?.OrderingNpi ?? "") ?? (care is not null && referring.Length > 0 && NameKeys.Key(referring) == NameKeys.Key(care.Name) ? care.Npi : ""),
            AuthorizationNumber = authorizations is [{ Length: > 0 } number] ? number : referral?.Number ?? "",
        };
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
