using System.Text.Json;
using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ClinicOps.Intake.Estimates;

internal abstract record EstimateMade
{
    private EstimateMade()
    {
    }

    /// <param name="WasSo">It stands so already: no other paper was made.</param>
    public sealed record Done(int Number, bool WasSo) : EstimateMade
    {
        /// <summary>For the user, with what is next.</summary>
        public string InWords => WasSo ? $"It stands so already, as no. {Number}." : $"Estimate no. {Number} is made: print it, give it to the patient, and record that below.";
    }

    public sealed record NotUnderstood(string Why) : EstimateMade;

    /// <summary>Somebody made another meanwhile, or changed who pays.</summary>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : EstimateMade;

    public sealed record Unknown : EstimateMade;
}

/// <summary>
/// Makes the good-faith estimate of a visit whose patient pays: drawn at once and kept as it is given out. What is in it is checked here; a change is the
/// next number, and who pays for the visit then has its total. Sent twice, it is one.
/// </summary>
internal sealed class MakeEstimate(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, VisitCoverages coverages, IVisits visits, IBlobStore blobs, IOrganization organization, IOptions<CodingOptions> billing, IOptions<EstimateOptions> law, CurrentActor actor, TimeProvider clock)
{
    public const int LongestText = 200;

    /// <summary>Most days that one is for.</summary>
    private const int MostDays = 365;

    /// <param name="id">Made by the form.</param>
    /// <param name="after">The number that the page showed as the latest; 0 where there was none.</param>
    public async Task<EstimateMade> Run(Guid id, Guid visitId, int after, EstimateContent content, CancellationToken stopping)
    {
        if (await visits.Find(visitId, stopping) is not { } visit || !actor.SeesLocation(visit.LocationId))
        {
            return new EstimateMade.Unknown();
        }

        var profile = await organization.Profile(stopping);
        var location = profile.Find(visit.LocationId);
        var day = LocalTime.DayAt(location, visit.StartsAt);
        if (await coverages.Of(visitId, visit.PatientId, day, stopping) is not { } paying || await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == visit.PatientId, stopping) is not { } patient)
        {
            return new EstimateMade.Unknown();
        }

        return await Make(id, new EstimateOwner(visitId, patient, visit.OwnRecordId, visit.LocationId, day, paying), after, content, stopping);
    }

    /// <summary>For what was asked before a visit is booked.</summary>
    public async Task<EstimateMade> Asked(Guid id, Guid askedId, int after, EstimateContent content, CancellationToken stopping) =>
        await db.AskedEstimates.AsNoTracking().SingleOrDefaultAsync(one => one.Id == askedId && one.SettledAt == null, stopping) is { } asked && actor.SeesLocation(asked.LocationId)
        && await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == asked.PatientId, stopping) is { } patient
            ? await Make(id, new EstimateOwner(askedId, patient, asked.PatientId, asked.LocationId, asked.WantedOn, Paying: null), after, content, stopping)
            : new EstimateMade.Unknown();

    private async Task<EstimateMade> Make(Guid id, EstimateOwner owner, int after, EstimateContent content, CancellationToken stopping)
    {
        if (Problem(content, owner.Paying) is { } problem)
        {
            return new EstimateMade.NotUnderstood(problem);
        }

        var (profile, patient) = (await organization.Profile(stopping), owner.Patient);
        var location = profile.Find(owner.LocationId);

        // Also what is so with a record that was merged into this one: an address that nobody may read on a paper.
        await MergedCircumstances.AddTo(db, [patient], stopping);
        var today = LocalTime.DayAt(location, clock.GetUtcNow());
        var (who, address) = (RegisteredPatients.Summary(patient), ShownAddress.OnHandedOver(patient, today));
        content = content with { PrintedFor = string.Join("; ", who.FullName, LocalTime.Us(who.BirthDate), who.Mrn, address ?? "") };

        // It stands while the same would be on the paper, and it holds on the day of the visit.
        var latest = await Latest(owner.Id, stopping);
        if (latest is not null && (latest.Id == id || (Content(latest).IsSame(content) && latest.ValidTo >= owner.Day)))
        {
            return new EstimateMade.Done(latest.Number, WasSo: true);
        }

        var number = after + 1;
        var validTo = today.AddDays(law.Value.ValidDays) is var usual && usual > owner.Day ? usual : owner.Day;
        var pdf = EstimateSheet.Pdf(EstimateSheet.Of(content, number, today, validTo, who, address, profile, location, billing.Value, law.Value));
        var estimate = new Estimate
        {
            Id = id,
            VisitId = owner.Id,
            PatientId = owner.RecordId,
            LocationId = owner.LocationId,
            Number = number,
            Content = JsonSerializer.Serialize(content),
            TotalCents = (int)content.TotalCents,
            FirstDay = content.From,
            LastDay = content.To,
            MadeOn = today,
            ValidTo = validTo,
            PdfHash = await blobs.Put(pdf, stopping),
            At = clock.GetUtcNow(),
            By = actor.UserId,
        };
        return await Keep(estimate, owner.Paying, stopping);
    }

    private async Task<EstimateMade> Keep(Estimate drawn, PayingCoverage? paying, CancellationToken stopping)
    {
        try
        {
            return await transaction.Run<EstimateMade>(
                async effects =>
                {
                    if (await Latest(drawn.VisitId, stopping) is { } there && there.Number >= drawn.Number)
                    {
                        return there.Id == drawn.Id ? new EstimateMade.Done(there.Number, WasSo: true) : new EstimateMade.ChangedMeanwhile(there.By, there.At);
                    }

                    db.Estimates.Add(drawn);
                    if (paying is not null)
                    {
                        await SayOfCase(drawn, paying, stopping);
                    }

                    effects.Audit(new AuditEntry("estimate.made", paying is null ? AskForEstimate.Record : "visit", drawn.VisitId, [drawn.PatientId], LocationId: drawn.LocationId));
                    return new EstimateMade.Done(drawn.Number, WasSo: false);
                },
                stopping);
        }
        catch (DbUpdateException overtaken) when (overtaken is DbUpdateConcurrencyException || overtaken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return await Latest(drawn.VisitId, stopping) switch
            {
                { } there when there.Id == drawn.Id => new EstimateMade.Done(there.Number, WasSo: true),
                { } there when there.Number >= drawn.Number => new EstimateMade.ChangedMeanwhile(there.By, there.At),
                _ => new EstimateMade.ChangedMeanwhile(null, clock.GetUtcNow()),
            };
        }
    }

    /// <summary>That the patient pays for this visit, and how much: what readiness, check-in and the lists go by.</summary>
    private async Task SayOfCase(Estimate estimate, PayingCoverage paying, CancellationToken stopping)
    {
        var known = await db.VisitPayerCases.SingleOrDefaultAsync(c => c.VisitId == estimate.VisitId, stopping)
            ?? db.VisitPayerCases.Add(new VisitPayerCase { VisitId = estimate.VisitId, PatientId = estimate.PatientId, Kind = CaseKinds.SelfPay, CoverageId = paying.Case?.CoverageId, ChangedAt = estimate.At }).Entity;
        (known.EstimateCents, known.ChangedAt, known.ChangedBy) = (estimate.TotalCents, estimate.At, estimate.By);
    }

    private static string? Problem(EstimateContent content, PayingCoverage? paying) => content switch
    {
        _ when paying is { IsSelfPay: false } => "The patient does not pay for this visit themselves: say first who pays, on the page of its coverage.",
        { Lines.Count: 0 } => "Write what is expected: at least one service with its charge.",
        { Lines.Count: > EstimateContent.MostLines } => $"{EstimateContent.MostLines} lines fit on one estimate.",
        _ when content.Lines.Any(line => line.Description.Length is 0 or > LongestText) => "Say of each line what it is, in a few words.",
        _ when content.Lines.Any(line => line.Quantity is < 1 or > EstimateContent.MostQuantity) => "How many is a whole number, 1 or more.",
        _ when content.Lines.Any(line => line.Cents is < 0 or > Money.MostOfService) => $"A charge is {Money.Text(Money.MostOfService)} at most.",
        { TotalCents: 0 } => "The charges come to nothing: write what is expected.",
        { TotalCents: > Money.MostOfVisit } => $"An estimate comes to {Money.Text(Money.MostOfVisit)} at most: make one for a part of it.",
        { Provider.Length: 0 or > LongestText } => "Say who is expected to see the patient.",
        { Note.Length: > 500 } => "Say the note in fewer words.",
        _ when content.To < content.From => "The last day is before the first.",
        _ when content.To.DayNumber - content.From.DayNumber > MostDays => "One estimate is for a year at most.",
        _ => WriteLedger.ProblemOf([content.Note, content.Provider, .. content.Lines.Select(line => line.Description)]),
    };

    private Task<Estimate?> Latest(Guid visitId, CancellationToken stopping) =>
        db.Estimates.AsNoTracking().Where(estimate => estimate.VisitId == visitId).OrderByDescending(estimate => estimate.Number).FirstOrDefaultAsync(stopping);

    /// <summary>What an estimate is for.</summary>
    /// <param name="Id">The visit, or what was asked for before one was booked.</param>
    /// <param name="RecordId">The record that it was booked for.</param>
    /// <param name="Day">On which it has to hold.</param>
    /// <param name="Paying">Who pays for the visit; null where none is booked.</param>
    private sealed record EstimateOwner(Guid Id, Patient Patient, Guid RecordId, Guid LocationId, DateOnly Day, PayingCoverage? Paying);

    public static EstimateContent Content(Estimate estimate) => JsonSerializer.Deserialize<EstimateContent>(estimate.Content)!;
}

/// <summary>Every estimate is there as it was given out.</summary>
internal sealed class VerifyEstimates(IntakeDb db, IBlobStore blobs) : IVerification
{
    public async Task<IReadOnlyList<string>> Problems(CancellationToken stopping) =>
        await CheckBlobs.Problems(blobs, await db.Estimates.Select(estimate => estimate.PdfHash).Distinct().ToListAsync(stopping), stopping);
}
