using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;
using Npgsql;

namespace ClinicOps.Correspondence.Papers;

/// <summary>
/// Has papers of another module sent: they stand in the place of an approved letter, whose id is theirs, and leave by its deliveries. Whoever sends them
/// approves them by that.
/// </summary>
internal sealed class SendPapers(
    CorrespondenceDb db,
    ModuleTransaction<CorrespondenceDb> transaction,
    PapersMayLeave mayLeave,
    MayLeave guard,
    EnterNumber numbers,
    DrawCover cover,
    DeliveryHistory history,
    IBlobStore blobs,
    IOptions<MailOptions> options,
    CurrentActor actor,
    TimeProvider clock) : IPapers
{
    /// <summary>First key of the advisory lock on papers of an id: their first two deliveries go one after another.</summary>
    private const int PapersLock = 7502;

    public IReadOnlyList<string> Ways => options.Value.FaxIsConfigured ? [PaperWays.Fax, PaperWays.Email] : options.Value.IsConfigured ? [PaperWays.Email] : [];

    public async Task<PapersAnswer> Send(PapersToSend papers, PapersReader reader, CancellationToken stopping = default)
    {
        if (!Ways.Contains(reader.Way))
        {
            return new PapersAnswer.NoSuchWay();
        }

        if (AddressOf(reader) is not { } address)
        {
            return new PapersAnswer.NoAddress();
        }

        if (!actor.SeesLocation(papers.LocationId) || !await mayLeave.AreInSight([papers.PatientId], papers.DocumentIds, stopping))
        {
            return new PapersAnswer.NotInSight();
        }

        if (await mayLeave.ClassOf(papers.AccessClass, papers.DocumentIds, stopping) is not { } accessClass)
        {
            return new PapersAnswer.SeveralClasses();
        }

        var answer = await guard.Ask(new LeavingMatter(papers.PatientId, papers.LocationId, WayOf(reader), address, reader.Kind, null, accessClass, SaysHealth: true), stopping);
        if (answer is MayLeaveAnswer.No { Code: not LeavingCode.NumberNotChecked } no)
        {
            return new PapersAnswer.MayNotLeave(no.Reason, no.WayOn);
        }

        if (answer is MayLeaveAnswer.OnlyByLink)
        {
            return new PapersAnswer.MayNotLeave(MayLeaveAnswer.OnlyByLink.Reason, "Record it at \"How to reach\", or print the packet.");
        }

        string? coverHash = null;
        if (reader.Way == PaperWays.Fax)
        {
            if (await cover.Run(papers.LocationId, reader.Name, address, papers.Pages, stopping) is not { } sheet)
            {
                return new PapersAnswer.NoCover();
            }

            coverHash = await blobs.Put(sheet, stopping);
        }

        try
        {
            return await transaction.Run(effects => Request(papers, reader, address, accessClass, coverHash, answer is MayLeaveAnswer.No, effects, stopping), stopping);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { ConstraintName: CorrespondenceDb.OneOnItsWay })
        {
            return new PapersAnswer.OnTheirWay();
        }
    }

    public async Task<PapersDelivery?> Find(Guid deliveryId, CancellationToken stopping = default) =>
        await db.Deliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == deliveryId, stopping) is { } delivery ? Shown(delivery) : null;

    public async Task<IReadOnlyList<PapersDelivery>> Of(IReadOnlyCollection<Guid> papersIds, CancellationToken stopping = default) =>
        (await db.Deliveries.AsNoTracking().Where(d => papersIds.Contains(d.LetterId)).OrderByDescending(d => d.RequestedAt).ThenByDescending(d => d.Id).ToListAsync(stopping)).ConvertAll(Shown);

    private async Task<PapersAnswer> Request(PapersToSend papers, PapersReader reader, string address, string accessClass, string? coverHash, bool isHeld, Effects effects, CancellationToken stopping)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({PapersLock}, hashtext({papers.Id.ToString()}))", stopping);
        if (await db.Deliveries.IgnoreQueryFilters([CorrespondenceDb.AccessFilter]).AnyAsync(d => d.Id == reader.DeliveryId, stopping))
        {
            return new PapersAnswer.Requested(reader.DeliveryId);
        }

        if (!await db.Letters.IgnoreQueryFilters([CorrespondenceDb.AccessFilter]).AnyAsync(l => l.Id == papers.Id, stopping))
        {
            Keep(papers, accessClass);
            await db.SaveChangesAsync(stopping);
        }

        var letter = await db.LockLetter(papers.Id, stopping);
        if (letter is not { State: LetterState.Approved, VoidedAt: null })
        {
            return new PapersAnswer.Void();
        }

        letter.AccessClass = accessClass;
        var delivery = new LetterDelivery
        {
            Id = reader.DeliveryId,
            LetterId = letter.Id,
            ApprovalId = await db.StandingApproval(letter.Id).Select(a => a.Id).SingleAsync(stopping),
            Way = WayOf(reader),
            Address = address,
            ReadBy = reader.Kind,
            Recipient = reader.Name,
            CoverHash = coverHash,
            LocationId = letter.LocationId,
            RequestedBy = actor.UserId,
            RequestedAt = clock.GetUtcNow(),
        };
        db.Deliveries.Add(delivery);
        history.Add(delivery, DeliveryAct.Requested);
        effects.Audit(new AuditEntry("papers.requested", "letter", letter.Id, [letter.PatientId, delivery.Id, .. letter.DocumentIds], delivery.Way, letter.LocationId));
        if (isHeld)
        {
            await numbers.AddIfMissing(address, reader.Name, reader.Kind, letter.LocationId, actor.UserId, stopping);
            delivery.Problem = DeliveryProblem.NumberNotChecked;
            history.Add(delivery, DeliveryAct.Waiting, DeliveryProblem.NumberNotChecked);
        }
        else
        {
            effects.Enqueue(new DeliveryToSend(delivery.Id));
        }

        return new PapersAnswer.Requested(delivery.Id);
    }

    private void Keep(PapersToSend papers, string accessClass)
    {
        db.Letters.Add(new Letter
        {
            Id = papers.Id,
            PatientId = papers.PatientId,
            OrderId = papers.OrderId,
            CareThreadId = papers.CareThreadId,
            LocationId = papers.LocationId,
            TemplateCode = LetterTemplates.Papers,
            TemplateVersion = 1,
            Subject = papers.Subject,
            Language = "en",
            Blocks = [],
            Values = [],
            State = LetterState.Approved,
            AccessClass = accessClass,
            DocumentIds = [.. papers.DocumentIds],
            DraftedBy = actor.UserId,
            DraftedAt = clock.GetUtcNow(),
        });
        db.Approvals.Add(new LetterApproval
        {
            Id = Guid.CreateVersion7(),
            LetterId = papers.Id,
            Number = 1,
            Subject = papers.Subject,
            Blocks = [],
            Values = [],
            PdfHash = papers.BlobHash,
            PageCount = papers.Pages,
            ApprovedBy = actor.UserId,
            ApprovedAt = clock.GetUtcNow(),
        });
    }

    private static string WayOf(PapersReader reader) => reader.Way == PaperWays.Fax ? DeliveryWay.Fax : DeliveryWay.Email;

    private static string? AddressOf(PapersReader reader) =>
        reader.Way == PaperWays.Fax ? FaxNumber.Read(reader.Address)
        : MailboxAddress.TryParse(reader.Address.Trim(), out var mailbox) && mailbox.Address.Contains('@', StringComparison.Ordinal) && mailbox.Address.Length <= 200 ? mailbox.Address
        : null;

    private PapersDelivery Shown(LetterDelivery delivery) => new(
        delivery.Id,
        delivery.LetterId,
        delivery.Way,
        DeliveryWords.Address(delivery) ?? "",
        delivery.Recipient,
        DeliveryWords.State(delivery),
        delivery.DealtWithAt is null ? DeliveryWords.Problem(delivery) : null,
        options.Value.IsConfigured ? WriteMail.MessageIdOf(delivery.Id, options.Value) : "",
        delivery.RequestedAt,
        delivery.LeftAt)
    {
        IsUnderWay = delivery.State is DeliveryState.Pending or DeliveryState.Sending,
        IsForAPerson = delivery.State == DeliveryState.Unknown || delivery is { State: DeliveryState.Failed, DealtWithAt: null },
    };
}
