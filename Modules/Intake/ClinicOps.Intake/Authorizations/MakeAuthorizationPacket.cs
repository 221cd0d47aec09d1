using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Papers;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Authorizations;

/// <summary>
/// Puts a packet for a payer together: the request on a sheet, then the papers that a person chose from the chart. It is kept as it was made, since it says
/// what was released. Sent twice, it is made once.
/// </summary>
internal sealed class MakeAuthorizationPacket(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, ListAuthorizations list, ChoosePacketPapers choose, DrawPacket draw, IBlobStore blobs, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    /// <param name="id">Made by the form.</param>
    public async Task<PacketMade> Run(Guid id, Guid authorizationId, IReadOnlyList<Guid> documentIds, CancellationToken stopping)
    {
        if (await list.Visible.AsNoTracking().SingleOrDefaultAsync(a => a.Id == authorizationId, stopping) is not { } authorization
            || await Patient(authorization, stopping) is not { } patient)
        {
            return new PacketMade.Unknown();
        }

        var (papers, refused) = await choose.Run(patient.Id, documentIds, stopping);
        if (refused is not null)
        {
            return refused;
        }

        var (pdf, count) = await Draw(authorization, patient, papers, stopping);
        var hash = await blobs.Put(pdf, stopping);
        await transaction.Run(
            async effects =>
            {
                if (!await db.AuthorizationPackets.AnyAsync(packet => packet.Id == id, stopping))
                {
                    db.AuthorizationPackets.Add(new AuthorizationPacket
                    {
                        Id = id,
                        AuthorizationId = authorizationId,
                        PatientId = patient.Id,
                        DocumentIds = [.. papers.Select(paper => paper.Id)],
                        Pages = count,
                        BlobHash = hash,
                        At = clock.GetUtcNow(),
                        By = actor.UserId,
                    });
                    effects.Audit(new AuditEntry("authorization.packet-made", "authorization", authorizationId, [patient.Id, .. papers.Select(paper => paper.Id)], LocationId: authorization.LocationId));
                }
            },
            stopping);
        return new PacketMade.Done(id);
    }

    /// <summary>
    /// The coverage whose member id stands on the request: the patient's with its payer that is valid on the day it is wanted for, or today where none is set; of several the one with its plan, else
    /// the one that pays first. Null where the patient has none: then the request names no member id.
    /// </summary>
    public async Task<PatientCoverage?> Insured(PayerAuthorization of, CancellationToken stopping) =>
        await Patient(of, stopping) is { } patient ? await Insured(of, patient, LocalTime.DayAt((await organization.Profile(stopping)).Find(of.LocationId), clock.GetUtcNow()), stopping) : null;

    private async Task<PatientCoverage?> Insured(PayerAuthorization of, Patient patient, DateOnly today, CancellationToken stopping)
    {
        var payers = (await KnownPayers.Of(db, [patient], stopping)).Payers;
        return patient.Coverages
            .Where(known => known.IsValidOn(of.ServiceOn ?? today) && PayingCoverage.IsNamed(known, known.PayerId is { } id ? payers.GetValueOrDefault(id) : null, of.Payer))
            .InOrder(patient.Id).OrderByDescending(known => PlanNames.Same(known.Plan, of.Plan)).FirstOrDefault();
    }

    /// <summary>Also with the coverages of records merged into it; null when not in sight.</summary>
    private async Task<Patient?> Patient(PayerAuthorization of, CancellationToken stopping)
    {
        var patient = await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == of.PatientId, stopping);
        await MergedCoverages.AddTo(db, patient is null ? [] : [patient], stopping);
        return patient;
    }

    private async Task<(byte[] Pdf, int Pages)> Draw(PayerAuthorization authorization, Patient patient, IReadOnlyList<ChartPaper> papers, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var today = LocalTime.DayAt(profile.Find(authorization.LocationId), clock.GetUtcNow());
        var request = Request(authorization, patient, await Insured(authorization, patient, today, stopping), papers, profile, today);
        return await draw.Run("Request for authorization", request, patient.Id, papers, stopping);
    }

    private static Sheet Request(PayerAuthorization of, Patient patient, PatientCoverage? coverage, IReadOnlyList<ChartPaper> papers, OrganizationProfile profile, DateOnly today)
    {
        var (who, location) = (RegisteredPatients.Summary(patient), profile.Find(of.LocationId));
        return new Sheet(
            of.Urgency == AuthorizationUrgency.Expedited ? "Request for authorization, expedited" : "Request for authorization", LocalTime.Us(today), profile.Letterhead, $"{who.ListName}, born {LocalTime.Us(who.BirthDate)}; request to {of.Payer}",
            [
                new SheetPart.Fact("To", of.Payer + (of.Plan.Length > 0 ? ", " + of.Plan : "")),
                .. of.CaseReference.Length > 0 ? [new SheetPart.Fact("Your reference", of.CaseReference)] : Array.Empty<SheetPart>(),
                .. location is null ? Array.Empty<SheetPart>() : [new SheetPart.Fact("From", $"{location.Name}, {location.Address}, phone {location.Phone}, fax {location.Fax}")],
                new SheetPart.Heading("Patient"),
                new SheetPart.Fact("Name", who.FullName),
                new SheetPart.Fact("Born", $"{LocalTime.Us(who.BirthDate)}{(who.Sex is { } sex ? ", " + sex : "")}"),
                .. ShownAddress.Registered(patient) is { } address ? [new SheetPart.Fact("Address", address)] : Array.Empty<SheetPart>(),
                .. coverage is null
                    ? Array.Empty<SheetPart>()
                    : [new SheetPart.Fact("Member id", coverage.MemberId + (coverage.Group.Length > 0 ? ", group " + coverage.Group : "") + (coverage.IsOfSomebodyElse ? $", insured: {coverage.HolderFirst} {coverage.HolderLast}" : ""))],
                new SheetPart.Heading("What is asked for"),
                new SheetPart.Table(["Code", "Service"], [0.2, 0.8], [.. of.Codes.Select(code => (IReadOnlyList<string>)[code.Code, code.Description])]),
                new SheetPart.Fact("Diagnoses", of.Diagnoses.Length > 0 ? string.Join(", ", of.Diagnoses) : "none given"),
                new SheetPart.Fact("Done by", of.ProviderName + (of.ProviderNpi.Length > 0 ? ", NPI " + of.ProviderNpi : "")),
                new SheetPart.Fact("Where", of.Site),
                new SheetPart.Fact("When", of.ServiceOn is { } day ? LocalTime.Us(day) : "not set yet"),
                new SheetPart.Heading(papers.Count == 0 ? "No papers are enclosed" : "Enclosed"),
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
}

/// <summary>Every packet is there as it was given out.</summary>
internal sealed class VerifyAuthorizationPackets(IntakeDb db, IBlobStore blobs) : IVerification
{
    public async Task<IReadOnlyList<string>> Problems(CancellationToken stopping) =>
        await CheckBlobs.Problems(blobs, await db.AuthorizationPackets.Select(packet => packet.BlobHash).Distinct().ToListAsync(stopping), stopping);
}
