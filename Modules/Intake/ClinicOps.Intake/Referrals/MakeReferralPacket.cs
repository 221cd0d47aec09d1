using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Papers;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>
/// Puts together what goes with a referral of this clinic: its letter on a sheet, then the papers that a person chose from the chart. It is kept as it was
/// made, since it says what was released. Sent twice, it is made once.
/// </summary>
internal sealed class MakeReferralPacket(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, ListReferrals list, ChoosePacketPapers choose, DrawPacket draw, IBlobStore blobs, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    /// <param name="id">Made by the form.</param>
    public async Task<PacketMade> Run(Guid id, Guid referralId, IReadOnlyList<Guid> documentIds, CancellationToken stopping)
    {
        if (await list.Visible.AsNoTracking().SingleOrDefaultAsync(r => r.Id == referralId && r.Direction == ReferralDirection.Out, stopping) is not { } referral
            || await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == referral.PatientId, stopping) is not { } patient)
        {
            return new PacketMade.Unknown();
        }

        await MergedCoverages.AddTo(db, [patient], stopping);
        await MergedCircumstances.AddTo(db, [patient], stopping);
        var (papers, refused) = await choose.Run(patient.Id, documentIds, stopping);
        if (refused is not null)
        {
            return refused;
        }

        var profile = await organization.Profile(stopping);
        var care = (await PrimaryCare.OfAll(db, [patient.Id], stopping)).GetValueOrDefault(patient.Id);
        var letter = Letter(referral, patient, care, papers, profile, LocalTime.DayAt(profile.Find(referral.LocationId), clock.GetUtcNow()));
        var (pdf, count) = await draw.Run("Referral", letter, patient.Id, papers, stopping);
        var hash = await blobs.Put(pdf, stopping);
        await transaction.Run(
            async effects =>
            {
                if (!await db.ReferralPackets.AnyAsync(packet => packet.Id == id, stopping))
                {
                    db.ReferralPackets.Add(new ReferralPacket
                    {
                        Id = id,
                        ReferralId = referralId,
                        PatientId = patient.Id,
                        DocumentIds = [.. papers.Select(paper => paper.Id)],
                        Pages = count,
                        BlobHash = hash,
                        At = clock.GetUtcNow(),
                        By = actor.UserId,
                    });
                    effects.Audit(new AuditEntry("referral.packet-made", "referral", referralId, [patient.Id, .. papers.Select(paper => paper.Id)], LocationId: referral.LocationId));
                }
            },
            stopping);
        return new PacketMade.Done(id);
    }

    private static Sheet Letter(Referral of, Patient patient, PrimaryCare? care, List<ChartPaper> papers, OrganizationProfile profile, DateOnly today)
    {
        var (who, location, request) = (RegisteredPatients.Summary(patient), profile.Find(of.LocationId), of.Facts.Request);
        var coverage = patient.Coverages.InOrder(patient.Id).FirstOrDefault(known => known.IsValidOn(today));

        // Who wants no mail at home wants none from a colleague either, who would write to the address that is registered.
        var isReachedHere = ShownAddress.IsConfidential(patient);
        (string Label, string Value)[] facts =
        [
            ("Name", who.FullName),
            ("Born", $"{LocalTime.Us(who.BirthDate)}{(who.Sex is { } sex ? ", " + sex : "")}"),
            ("Phone", isReachedHere ? "" : who.Phone ?? ""),
            ("Address", ShownAddress.ForColleague(patient)),
            ("Language", string.Join(", ", new[] { patient.Language ?? "", patient.Interpreter }.Where(part => part.Length > 0))),
            ("Insurance", coverage is null ? "" : string.Join(", ", new[] { coverage.Payer, coverage.Plan, coverage.MemberId.Length > 0 ? $"member id {coverage.MemberId}" : "", coverage.Group.Length > 0 ? $"group {coverage.Group}" : "" }.Where(part => part.Length > 0))),
            ("Primary care", care?.InWords ?? ""),
        ];
        (string Label, string Value)[] asked = [("Specialty", request.Specialty), ("Why", request.Reason), ("Diagnosis", request.Diagnosis), ("Urgency", request.Urgency)];
        var pages = papers.Sum(paper => paper.Pages);
        return new Sheet(
            request.Urgency == "routine" ? "Referral" : $"Referral, {request.Urgency}", LocalTime.Us(today), profile.Letterhead, $"{who.ListName}, born {LocalTime.Us(who.BirthDate)}; referral to {request.Whom}",
            [
                new SheetPart.Fact("To", request.Whom.Length > 0 ? request.Whom : "nobody named yet"),
                .. location is null ? Array.Empty<SheetPart>() : [new SheetPart.Fact("From", $"{location.Name}, {location.Address}, phone {location.Phone}, fax {location.Fax}")],
                new SheetPart.Heading("Patient"),
                .. Facts(facts),
                new SheetPart.Heading("What is asked for"),
                .. Facts(asked),
                new SheetPart.Line($"Please see the patient, tell us the day of the appointment, and send us your consult note{(location is null ? "" : $" by fax to {location.Fax}")}."),
                new SheetPart.Heading(papers.Count == 0 ? "No papers are enclosed" : $"Enclosed: {(pages == 1 ? "1 page" : $"{pages} pages")}"),
                .. papers.Count == 0
                    ? Array.Empty<SheetPart>()
                    :
                    [
                        new SheetPart.Table(
                            ["Received", "What", "Pages"], [0.2, 0.6, 0.2],
                            [.. papers.Select(paper => (IReadOnlyList<string>)[LocalTime.Us(LocalTime.DayAt(location, paper.ReceivedAt)), paper.TypeName, paper.Pages.ToString(CultureInfo.InvariantCulture)])]),
                    ],
            ]);
    }

    private static IEnumerable<SheetPart> Facts(IEnumerable<(string Label, string Value)> facts) => facts.Where(fact => fact.Value.Length > 0).Select(fact => new SheetPart.Fact(fact.Label, fact.Value));
}

/// <summary>The packets of a referral, as its pages show them. The caller audits what it shows.</summary>
internal sealed class ReferralPackets(IntakeDb db, IChartContents contents, IOrganization organization, TimeProvider clock)
{
    /// <returns>Latest first.</returns>
    public async Task<IReadOnlyList<ShownPacket>> Of(Referral referral, CancellationToken stopping)
    {
        var made = await db.ReferralPackets.AsNoTracking().Where(packet => packet.ReferralId == referral.Id).OrderByDescending(packet => packet.At).ToListAsync(stopping);
        var inSight = made.Count == 0 ? [] : await InSight(referral, stopping);
        var shown = new List<ShownPacket>();
        foreach (var packet in made)
        {
            shown.Add(new ShownPacket(packet, await organization.WhoAndWhen(packet.By, clock.GetUtcNow() - packet.At, stopping: stopping), packet.DocumentIds.All(inSight.Contains)));
        }

        return shown;
    }

    /// <returns>Null where there is none, or a paper in it has left the chart or is closed to the user: whoever opens it sees every paper in it by themselves.</returns>
    public async Task<ReferralPacket?> Find(Referral referral, Guid packetId, CancellationToken stopping) =>
        await db.ReferralPackets.AsNoTracking().SingleOrDefaultAsync(packet => packet.Id == packetId && packet.ReferralId == referral.Id, stopping) is { } made
        && await InSight(referral, stopping) is var inSight && made.DocumentIds.All(inSight.Contains)
            ? made
            : null;

    private async Task<HashSet<Guid>> InSight(Referral referral, CancellationToken stopping) => [.. (await contents.Papers([referral.PatientId], stopping)).Select(paper => paper.Id)];
}

/// <param name="When">"Ana Ruiz, 2 min ago".</param>
internal sealed record ShownPacket(ReferralPacket Packet, string When, bool MayOpen)
{
    public string Pages => Packet.Pages == 1 ? "1 page" : $"{Packet.Pages} pages";
}

/// <summary>Every packet is there as it was given out.</summary>
internal sealed class VerifyReferralPackets(IntakeDb db, IBlobStore blobs) : IVerification
{
    public async Task<IReadOnlyList<string>> Problems(CancellationToken stopping) =>
        await CheckBlobs.Problems(blobs, await db.ReferralPackets.Select(packet => packet.BlobHash).Distinct().ToListAsync(stopping), stopping);
}
