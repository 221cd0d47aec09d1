using System.Globalization;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>
/// A sheet that proves how a letter went: what, to whom, each attempt with the server's answer, under which Message-ID or job, and the fingerprint of the bytes. It says no more than is
/// known: that a server took it is not that somebody read it.
/// </summary>
internal sealed class ProveDelivery(CorrespondenceDb db, ILetterRenderer renderer, IPatients patients, IOrganization organization, IOptions<MailOptions> options, TimeProvider clock)
{
    public async Task<RenderedLetter> Run(LetterDelivery delivery, Letter letter, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var location = profile.Find(letter.LocationId);
        var approval = await db.ApprovalsOf(letter.Id).AsNoTracking().SingleAsync(a => a.Id == delivery.ApprovalId, stopping);
        var steps = await db.DeliveryEvents.AsNoTracking().Where(step => step.DeliveryId == delivery.Id).OrderBy(step => step.At).ThenBy(step => step.Id).ToListAsync(stopping);
        var names = new Dictionary<Guid, string>();
        foreach (var user in steps.Select(step => step.By).Append(delivery.RequestedBy).Append(approval.ApprovedBy).OfType<Guid>().Distinct())
        {
            names[user] = await organization.NameOfUser(user, stopping) ?? "somebody no longer known";
        }

        string[] head = location is null ? [] : [$"{location.Name} · {location.Address}", $"Phone {location.Phone} · Fax {location.Fax}"];
        var patient = await patients.Find(letter.PatientId, stopping);
        var isQueued = delivery.FaxLine == FaxLine.Queue || delivery.FaxJob is not null;
        (string Label, string Value)[] facts =
        [
            ("What", $"{approval.Subject}, {(approval.PageCount == 1 ? "1 page" : $"{approval.PageCount} pages")}{(delivery.CoverHash is null ? "" : ", and a cover sheet")}"),
            ("About", patient is null ? "" : $"{patient.FullName}, born {LocalTime.Us(patient.BirthDate)}"),
            ("Way", DeliveryWords.Way(delivery)),
            ("To", delivery.Recipient.Length > 0 ? delivery.Recipient : delivery.ReadBy is null ? "the address on the letter" : AddressReader.Words(delivery.ReadBy)),
            ("Address or number", DeliveryWords.Address(delivery) ?? ""),
            ("State", DeliveryWords.State(delivery)),
            ("Requested", $"{At(delivery.RequestedAt)}, by {Name(delivery.RequestedBy)}"),
            ("Left", delivery.LeftAt is { } left ? At(left) : "not as far as is known"),
            ("Job of the fax queue", delivery.FaxJob ?? ""),
            ("Message-ID", delivery.Way != DeliveryWay.Print && !isQueued && options.Value.IsConfigured ? WriteMail.MessageIdOf(delivery.Id, options.Value) : ""),
            ("Delivery", delivery.Id.ToString()),
            ("Approved", $"{At(approval.ApprovedAt)}, by {Name(approval.ApprovedBy)}"),
            ("SHA-256 of the pages", Broken(approval.PdfHash)),
            ("SHA-256 of the cover sheet", Broken(delivery.CoverHash ?? "")),
        ];
        return await renderer.Render(
            new LetterContent(
                "Proof of delivery", "en",
                [
                    new LetterBlock.Letterhead(profile.Name, head),
                    new LetterBlock.Paragraph($"Proof of delivery\n\nDrawn {At(clock.GetUtcNow())}. Times are those of {location?.Name ?? "UTC"}."),
                    new LetterBlock.Table([], [.. facts.Where(fact => fact.Value.Length > 0).Select(fact => (IReadOnlyList<string>)[fact.Label, fact.Value])]),
                    new LetterBlock.Table(["When", "What happened", "Answer of the server", "By"], [.. steps.Select(step => (IReadOnlyList<string>)[At(step.At), DeliveryWords.Act(step), Answer(step), Name(step.By)])]),
                    new LetterBlock.Paragraph(delivery.Way switch
                    {
                        DeliveryWay.Print => "\"Posted\" says that it was printed and given to the mail.",
                        DeliveryWay.Fax when isQueued => "\"In the fax queue\" says that the clinic's fax queue took it for that number; \"arrived at the fax machine\", that the machine there confirmed the pages. Who read them it does not say.",
                        DeliveryWay.Fax => "\"Sent\" says that the clinic's fax service took it for that number.",
                        _ => "\"Sent\" says that the mail server took it for that address. Had another server given it back, that would stand above.",
                    }),
                ]),
            stopping);

        string Name(Guid? user) => user is { } id ? names[id] : "ClinicOps";
        string At(DateTimeOffset instant) => LocalTime.At(location, instant).ToString("MM/dd/yyyy h:mm:ss tt", CultureInfo.InvariantCulture);
    }

    /// <summary>Numbers only: a server's own words may name the patient.</summary>
    private static string Answer(DeliveryEvent step) => step.Detail is { Length: > 0 } detail && char.IsAsciiDigit(detail[0]) ? detail : step.What == DeliveryAct.Sent ? "accepted" : "";

    /// <summary>In two lines, so that the column stays narrow.</summary>
    private static string Broken(string hash) => hash.Length > 40 ? $"{hash[..32]}\n{hash[32..]}" : hash;
}
