using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Papers;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Records;

/// <summary>Puts the packet of a checked request together, a list before the documents, and has it sent as papers are: once, and kept here where anything in it was closed meanwhile.</summary>
internal sealed class ReleaseRecords(
    CorrespondenceDb db,
    ModuleTransaction<CorrespondenceDb> transaction,
    ChooseRecords choose,
    RecordsSteps steps,
    WorkOnRecords work,
    PapersMayLeave mayLeave,
    IPapers papers,
    IPacketPages pages,
    ILetterRenderer renderer,
    IBlobStore blobs,
    IPatients patients,
    IOrganization organization,
    IOptions<RecordsOptions> options,
    CurrentActor actor,
    TimeProvider clock)
{
    private const string Closed = "Nothing was sent: a document in it has left the chart, was closed, or may not go to this reader. Take the packet back, and make it again of what may go.";

    /// <param name="documentIds">As ticked.</param>
    public async Task<RecordsWork> Pack(Guid id, uint version, IReadOnlyCollection<Guid> documentIds, CancellationToken stopping)
    {
        if (await db.RecordsRequests.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, stopping) is not { } request || !actor.SeesLocation(request.LocationId) || await patients.FindStanding(request.PatientId, stopping) is not { } patient)
        {
            return new RecordsWork.Unknown();
        }

        var chosen = (await choose.Of(request, stopping)).Where(paper => documentIds.Contains(paper.Paper.Id)).ToList();
        if (documentIds.Count == 0)
        {
            return new RecordsWork.Refused("Choose what goes into the packet. Where nothing in the chart fits, refuse the request and say so.");
        }

        if (chosen.Count < documentIds.Distinct().Count())
        {
            return new RecordsWork.Refused("A document that was chosen is not in the chart any more, or is closed to you. Look at the list, and make the packet again.");
        }

        if (chosen.Find(paper => paper.Closed is not null) is { Closed: { } closed })
        {
            return new RecordsWork.Refused($"A document of the kind \"{closed}\" was chosen, and the form does not name that kind by itself: it cannot go along.");
        }

        var count = chosen.Sum(paper => paper.Paper.Pages);
        if (count > options.Value.MostPages)
        {
            return new RecordsWork.Refused($"{count} pages are too many for one packet ({options.Value.MostPages}). Choose fewer, and enter a second request for the rest.");
        }

        Guid[] ids = [.. chosen.Select(paper => paper.Paper.Id)];
        if (await mayLeave.ClassOf(request.AccessClass, ids, stopping) is not { } accessClass)
        {
            return new RecordsWork.Refused("Documents of several closed kinds were chosen. Make a request for each kind, so that each goes only where it may.");
        }

        if (await Draw(request, patient, chosen, stopping) is not { } pdf)
        {
            return new RecordsWork.Refused("The list before the documents could not be drawn, or a document could not be read. Try again in a minute; what was chosen is still ticked.");
        }

        // Counted, and not reckoned: the list alone may be several pages, and whoever gets the packet counts by the cover sheet.
        var (hash, packetPages) = (await blobs.Put(pdf, stopping), await LetterPreviews.CountPages(pdf, stopping));
        db.ChangeTracker.Clear();
        return await transaction.Run<RecordsWork>(
            async effects =>
            {
                if (await db.LockRecordsRequest(id, stopping) is not { } held || held.State != RecordsState.Checked || held.Version != version)
                {
                    var last = await db.RecordsSteps.AsNoTracking().Where(step => step.RequestId == id).OrderByDescending(step => step.At).ThenByDescending(step => step.Id).FirstAsync(stopping);
                    return new RecordsWork.ChangedMeanwhile(last.By, last.At);
                }

                (held.State, held.PapersId, held.PacketHash, held.PacketPages, held.DocumentIds, held.AccessClass) = (RecordsState.Packed, Guid.CreateVersion7(clock.GetUtcNow()), hash, packetPages, ids, accessClass);
                steps.Add(held, RecordsAct.Packed, effects);
                return new RecordsWork.Done();
            },
            stopping);
    }

    /// <summary>The packet, to be looked at, printed and handed over; null where a document in it has left the chart meanwhile, or was closed.</summary>
    public async Task<byte[]?> Pdf(RecordsRequest request, CancellationToken stopping) =>
        request.PacketHash is { } hash && await MayGo(request, stopping) ? await blobs.Get(hash, stopping) : null;

    /// <summary>Whether it may be released still, long after it was checked.</summary>
    /// <returns>Why not, and what to do; null where it may.</returns>
    public Task<string?> EndedSince(RecordsRequest request, CancellationToken stopping) => mayLeave.EndedSince(request, stopping);

    /// <summary>By fax or e-mail. Sent twice with one delivery's id, it leaves once.</summary>
    /// <param name="version">Of the request, as the user saw it.</param>
    /// <param name="way">One of <see cref="PaperWays"/>.</param>
    public async Task<RecordsWork> Send(Guid id, uint version, Guid deliveryId, string way, string address, string name, CancellationToken stopping)
    {
        if (await db.RecordsRequests.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, stopping) is not { PapersId: { } papersId, PacketHash: { } hash } request || !actor.SeesLocation(request.LocationId))
        {
            return new RecordsWork.Unknown();
        }

        // Released, it is the same form once more, or another that would send the packet to somebody else.
        var isFirst = request.State == RecordsState.Packed && request.Version == version;
        if (request.HandedOverId is not null || !(isFirst || (request.State == RecordsState.Released && await IsThere(papersId, deliveryId, way, address, stopping))))
        {
            return new RecordsWork.Refused("Nothing was sent: it was released, taken back or made anew since you opened the page. This is how it stands now.");
        }

        if (isFirst && await EndedSince(request, stopping) is { } ended)
        {
            return new RecordsWork.Refused(ended);
        }

        if (!await MayGo(request, stopping))
        {
            return new RecordsWork.Refused(Closed);
        }

        var answer = await papers.Send(
            new PapersToSend(papersId, request.PatientId, request.LocationId, request.CareThreadId, null, "Records asked for", request.AccessClass, hash, request.PacketPages, request.DocumentIds),
            new PapersReader(deliveryId, way, address, name, ReaderOf(request.AskerKind)),
            stopping);
        switch (answer)
        {
            case PapersAnswer.Requested:
                await work.MarkSent(id, papersId, stopping);
                return new RecordsWork.Done();
            case PapersAnswer.NoSuchWay:
                return new RecordsWork.Refused("That way is not set up here. Choose another, or print the packet.");
            case PapersAnswer.NoAddress:
                return new RecordsWork.Refused(way == PaperWays.Fax ? "This is no fax number. Write it as (207) 555-0100." : "This is no e-mail address. Write it as name@place.example.");
            case PapersAnswer.OnTheirWay:
                return new RecordsWork.Refused("The same packet is on its way there already, or nobody knows yet whether it arrived.");
            case PapersAnswer.MayNotLeave no:
                return new RecordsWork.Refused($"{no.Reason} {no.WayOn}");
            case PapersAnswer.NoCover:
                return new RecordsWork.Refused("The cover sheet could not be drawn, or not with that name. Write the name in plain letters, or try again.");
            default:
                return new RecordsWork.Refused(Closed);
        }
    }

    /// <summary>That very delivery, to that very reader: the same form with another number or address in it would say that it is on its way there, and it is not.</summary>
    private async Task<bool> IsThere(Guid papersId, Guid deliveryId, string way, string address, CancellationToken stopping) =>
        await db.DeliveriesOf(papersId).AsNoTracking().SingleOrDefaultAsync(delivery => delivery.Id == deliveryId, stopping) is { } there
        && there.Way == (way == PaperWays.Fax ? DeliveryWay.Fax : DeliveryWay.Email)
        && string.Equals(there.Address, there.Way == DeliveryWay.Fax ? FaxNumber.Read(address) : address.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether every document in it is in sight in this chart, and of no class that the form does not name.</summary>
    private async Task<bool> MayGo(RecordsRequest request, CancellationToken stopping)
    {
        var may = (await choose.Of(request, stopping)).Where(paper => paper.Closed is null).Select(paper => paper.Paper.Id).ToHashSet();
        return request.DocumentIds.All(may.Contains);
    }

    /// <summary>Who reads it, as deliveries say it.</summary>
    private static string ReaderOf(string asker) => asker switch
    {
        RecordsAsker.Patient => AddressReader.Patient,
        RecordsAsker.Family => AddressReader.Family,
        RecordsAsker.Clinic => AddressReader.Colleague,
        RecordsAsker.Insurer => AddressReader.Payer,
        _ => AddressReader.Asker,
    };

    /// <returns>Null where it cannot be drawn now, or a document is not in sight any more.</returns>
    private async Task<byte[]?> Draw(RecordsRequest request, PatientSummary patient, List<RecordsPaper> chosen, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var location = profile.Find(request.LocationId);
        string[] head = location is null ? [] : [$"{location.Name} · {location.Address}", $"Phone {location.Phone} · Fax {location.Fax}"];
        var drawn = await renderer.Render(
            new LetterContent(
                "Records", "en",
                [
                    new LetterBlock.Letterhead(profile.Name, head),
                    new LetterBlock.DateLine(LocalTime.Us(LocalTime.DayAt(location, clock.GetUtcNow()))),
                    new LetterBlock.AddressBlock([request.AskerName, .. request.AskerAddress.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]),
                    new LetterBlock.Paragraph($"Records of {patient.FullName}, born {LocalTime.Us(patient.BirthDate)}\n\nYou asked for these on {LocalTime.Us(request.ReceivedOn)}. The pages behind this one are:"),
                    new LetterBlock.Table(
                        ["Received here", "What", "Pages"],
                        [.. chosen.Select(paper => (IReadOnlyList<string>)[LocalTime.Us(paper.Day), paper.Paper.TypeName, paper.Paper.Pages.ToString(CultureInfo.InvariantCulture)])]),
                    new LetterBlock.Paragraph(
                        "Records that the law protects more strictly are among them only where your form names them by themselves.\n\n"
                        + $"If these pages reached somebody else, please call us{(location is null ? "" : $" at {location.Phone}")} at once, and do not read, copy or keep them."),
                ]),
            stopping);
        if (drawn is not RenderedLetter.Drawn sheet)
        {
            return null;
        }

        using var documents = new MemoryStream();
        var written = await pages.Write(request.PatientId, [.. chosen.Select(paper => paper.Paper.Id)], forEverybody: false, options.Value.MostPages, documents, stopping);
        return written.Documents.Count == chosen.Count ? await PrintBatch.Of([sheet.Pdf, documents.ToArray()], stopping) : null;
    }
}
