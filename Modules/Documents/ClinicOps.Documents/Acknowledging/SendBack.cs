using System.Security.Cryptography;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Exporting;
using ClinicOps.Kernel.Blobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>
/// Has the signed copy of a paper sent back by fax or e-mail, as letters are. What became of it comes back as <see cref="PapersEnded"/>, and is a step of the
/// duty then. Nothing is sent by a machine, and while one is on its way there is no other.
/// </summary>
internal sealed class SendBack(DocumentsDb db, DutyList list, DrawDocument draw, IBlobStore blobs, IPapers papers)
{
    /// <returns>Null where the clinic has no such sender set up, or it is not to be sent back.</returns>
    public async Task<Returning?> Of(Duty duty, Document document, CancellationToken stopping)
    {
        if (duty.Kind != DutyKind.SignReturn || papers.Ways.Count == 0 || await Signed(duty.Id, stopping) is not { } signed)
        {
            return null;
        }

        var went = await papers.Of([signed.Id], stopping);
        var copy = signed.CopyId is { } id && document.PatientId is not null
            ? await db.Documents.AsNoTracking().Where(d => d.Id == id && d.State == DocumentState.Filed && d.PatientId == document.PatientId).Select(d => new SignedCopy(d.Id, d.Pages.Count)).SingleOrDefaultAsync(stopping)
            : null;
        return new Returning(signed.Id, DeliveryId(signed.Id, went.Count), papers.Ways, went, copy);
    }

    /// <param name="version">The duty's version as the page showed it.</param>
    public async Task<CopySent> Run(Guid dutyId, uint version, CopyReader reader, CancellationToken stopping)
    {
        var duty = await list.InSight.AsNoTracking().SingleOrDefaultAsync(d => d.Id == dutyId, stopping);
        if (duty is null || await db.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == duty.DocumentId, stopping) is not { } document)
        {
            return new CopySent.Unknown();
        }

        if (!await list.IsClearedFor(document.Id, stopping) || !await list.IsMine(dutyId, stopping))
        {
            return new CopySent.Refused("This is a colleague's, and you do not cover for them. Nothing was sent.");
        }

        if (duty.Version != version || duty.State != DutyState.Signed || await Of(duty, document, stopping) is not { } returning)
        {
            return new CopySent.Refused("This was changed while the page was open. Nothing was sent: this is how it is now.");
        }

        if (!reader.IsConfirmed || reader.Name.Length == 0 || !PaperReader.Codes.Contains(reader.Kind))
        {
            return new CopySent.Refused("Say for whom it is and who they are, and tick that you made sure of the number or address: it tells about a patient's health.");
        }

        if (returning.Copy is not { } copy)
        {
            return new CopySent.Refused("The signed copy does not lie in the patient's chart. File it there, then send it; or send it yourself, and say how.");
        }

        // A second click is the same sending; whoever saw less than is known by now looks first.
        if (returning.IsUnderWay || reader.DeliveryId != returning.DeliveryId)
        {
            return returning.Went.Any(delivery => delivery.DeliveryId == reader.DeliveryId)
                ? new CopySent.OnItsWay()
                : new CopySent.Refused("It is on its way already. This page says what becomes of it.");
        }

        using var pdf = new MemoryStream();
        await draw.Run(copy.Id, pdf, stopping);
        var sent = new PapersToSend(
            returning.PapersId, document.PatientId!.Value, document.LocationId, document.CareThreadId, null, "A signed paper, sent back", document.AccessClass, await blobs.Put(pdf.ToArray(), stopping), copy.Pages, [copy.Id]);
        return await papers.Send(sent, new PapersReader(reader.DeliveryId, reader.Way, reader.Address, reader.Name, reader.Kind), stopping) switch
        {
            PapersAnswer.Requested => new CopySent.OnItsWay(),
            PapersAnswer.NoSuchWay => new CopySent.Refused("That way is not set up here. Choose another, or send it yourself."),
            PapersAnswer.NoAddress => new CopySent.Refused(reader.Way == PaperWays.Fax ? "This is no fax number. Write it as (207) 555-0100." : "This is no e-mail address. Write it as name@place.example."),
            PapersAnswer.OnTheirWay => new CopySent.Refused("It is on its way there already, or nobody knows yet whether it arrived."),
            PapersAnswer.SeveralClasses => new CopySent.Refused("The paper and its copy are of different closed kinds: give them the same class first."),
            PapersAnswer.NoCover => new CopySent.Refused("The cover sheet could not be drawn, or not with that name. Write the name in plain letters, or try again."),
            PapersAnswer.MayNotLeave no => new CopySent.Refused($"{no.Reason} {no.WayOn} Nothing was sent."),
            PapersAnswer.Void => new CopySent.Refused("It does not leave any more: take back that it is signed, and say it again."),
            _ => new CopySent.Refused("The signed copy has left the chart, or is closed to you."),
        };
    }

    private Task<DutyStep?> Signed(Guid dutyId, CancellationToken stopping) => db.StandingSteps.AsNoTracking()
        .Where(step => step.DutyId == dutyId && step.Code == DutyStepCode.Signed).OrderByDescending(step => step.At).ThenByDescending(step => step.Id).FirstOrDefaultAsync(stopping);

    /// <summary>The next sending has one id, whoever asks for it: two who ask at once send one.</summary>
    private static Guid DeliveryId(Guid papersId, int before) => new(SHA256.HashData([.. papersId.ToByteArray(), .. BitConverter.GetBytes(before)]).AsSpan(0, 16));
}

/// <param name="Pages">How many it has.</param>
internal sealed record SignedCopy(Guid Id, int Pages);

/// <summary>How the signed copy goes back, or went.</summary>
/// <param name="PapersId">Under which it is sent: that it is signed.</param>
/// <param name="DeliveryId">Of the next sending.</param>
/// <param name="Ways">Of <see cref="PaperWays"/>, those that are set up.</param>
/// <param name="Went">Latest first.</param>
/// <param name="Copy">Null where none lies in the patient's chart in sight.</param>
internal sealed record Returning(Guid PapersId, Guid DeliveryId, IReadOnlyList<string> Ways, IReadOnlyList<PapersDelivery> Went, SignedCopy? Copy)
{
    public bool IsUnderWay => Went.Any(delivery => delivery.IsUnderWay);
}

/// <summary>To whom it goes back, as a form says it.</summary>
/// <param name="DeliveryId">See <see cref="Returning.DeliveryId"/>, as the page showed it.</param>
/// <param name="Way">One of <see cref="PaperWays"/>.</param>
/// <param name="Name">Whom it is for.</param>
/// <param name="Kind">One of <see cref="PaperReader"/>.</param>
/// <param name="IsConfirmed">The user has made sure that it is theirs.</param>
internal sealed record CopyReader(Guid DeliveryId, string Way, string Address, string Name, string Kind, bool IsConfirmed);

/// <summary>Who reads it, for the rules of closed kinds. Anybody else gets it from a person.</summary>
internal static class PaperReader
{
    public static readonly IReadOnlyList<(string Code, string Text)> All =
        [(PaperReaders.Colleague, "who treats the patient: an agency, a practice, a supplier"), (PaperReaders.Payer, "the patient's health plan")];

    public static readonly IReadOnlyList<string> Codes = [.. All.Select(reader => reader.Code)];
}

internal abstract record CopySent
{
    private CopySent()
    {
    }

    /// <summary>It leaves by itself.</summary>
    public sealed record OnItsWay : CopySent;

    /// <param name="Why">For the user. Nothing was sent.</param>
    public sealed record Refused(string Why) : CopySent;

    /// <summary>There is no such duty in sight.</summary>
    public sealed record Unknown : CopySent;
}
