using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Coding;

internal abstract record HandedOff
{
    private HandedOff()
    {
    }

    public sealed record Done(int Number) : HandedOff;

    /// <summary>No provider has signed it, or not what stands there now: it does not leave.</summary>
    public sealed record NotSigned : HandedOff;

    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : HandedOff;

    public sealed record Unknown : HandedOff;
}

/// <summary>
/// Hands the coding of a visit to billing: the sheet and the CSV are made and kept as they are given out. Only what is signed leaves. Sent twice, it leaves
/// once; after a correction the next number leaves, and the earlier ones stay.
/// </summary>
internal sealed class HandOffCoding(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, WorkOnCoding work, FinishedVisits finished, VisitCoverages coverages, OpenAccount accounts, IBlobStore blobs, IOrganization organization, IOptions<CodingOptions> options, CurrentActor actor,
    TimeProvider clock)
{
    /// <param name="id">Made by the form.</param>
    /// <param name="version">That the page showed.</param>
    public async Task<HandedOff> Run(Guid id, Guid visitId, uint version, CancellationToken stopping)
    {
        if (await finished.Find(visitId, stopping) is not { } visit || await db.VisitCodings.AsNoTracking().SingleOrDefaultAsync(c => c.VisitId == visitId, stopping) is not { } shown)
        {
            return new HandedOff.Unknown();
        }

        if (await db.CodingHandOffs.Where(h => h.Id == id && h.VisitId == visitId).Select(h => (int?)h.Number).SingleOrDefaultAsync(stopping) is { } before)
        {
            return new HandedOff.Done(before);
        }

        if (shown.Version != version)
        {
            return new HandedOff.ChangedMeanwhile(shown.ChangedBy, shown.ChangedAt);
        }

        if (shown is not { State: CodingStates.Signed, SignedBy: { } signer, SignedAt: { } signedAt })
        {
            return new HandedOff.NotSigned();
        }

        var profile = await organization.Profile(stopping);
        var location = profile.Find(visit.LocationId);
        var day = LocalTime.DayAt(location, visit.StartsAt);
        if ((await coverages.OfAll([visit], stopping)).GetValueOrDefault(visitId) is not { Patient: var patient } paying)
        {
            return new HandedOff.Unknown();
        }

        var account = (await accounts.ReadAll([patient.Id], stopping))[patient.Id];
        var claim = new Claim(
            visit, day, location, profile, paying, WorkOnCoding.Content(shown), await organization.NameOfUser(signer, stopping) ?? "somebody", LocalTime.DayAt(location, signedAt),
            shown.HandedOff + 1, Paid(account, visitId), options.Value);
        var (pdf, csv) = (await blobs.Put(ClaimSheet.Pdf(claim), stopping), await blobs.Put(ClaimSheet.Csv(claim), stopping));
        return await transaction.Run<HandedOff>(
            async effects =>
            {
                // What was drawn is what is signed: held, and compared once more.
                var coding = await work.Hold(visitId, stopping);
                if (coding is null || coding.Version != version)
                {
                    return await db.CodingHandOffs.Where(h => h.Id == id && h.VisitId == visitId).Select(h => (int?)h.Number).SingleOrDefaultAsync(stopping) is { } twice
                        ? new HandedOff.Done(twice)
                        : new HandedOff.ChangedMeanwhile(coding?.ChangedBy, coding?.ChangedAt ?? clock.GetUtcNow());
                }

                db.CodingHandOffs.Add(new CodingHandOff
                {
                    Id = id,
                    VisitId = visitId,
                    PatientId = patient.Id,
                    Number = claim.Number,
                    SignedBy = signer,
                    SignedAt = signedAt,
                    PdfHash = pdf,
                    CsvHash = csv,
                    TotalCents = claim.Content.TotalCents,
                    At = clock.GetUtcNow(),
                    By = actor.UserId,
                });
                (coding.State, coding.HandedOff) = (CodingStates.HandedOff, claim.Number);
                work.Note(coding, "handed-off", "", effects);
                return new HandedOff.Done(claim.Number);
            },
            stopping);
    }

    /// <summary>What the patient has paid for the visit, in cents: also where no co-pay stands for it.</summary>
    private static long Paid(PatientAccount account, Guid visitId) => Math.Max(0, (account.ChargeOf(visitId)?.Cents ?? 0) - account.Owed(visitId));
}

/// <summary>Everything handed off is there as it was given out.</summary>
internal sealed class VerifyHandOffs(IntakeDb db, IBlobStore blobs) : IVerification
{
    public async Task<IReadOnlyList<string>> Problems(CancellationToken stopping) =>
        await CheckBlobs.Problems(blobs, await db.CodingHandOffs.Select(h => h.PdfHash).Union(db.CodingHandOffs.Select(h => h.CsvHash)).ToListAsync(stopping), stopping);
}
