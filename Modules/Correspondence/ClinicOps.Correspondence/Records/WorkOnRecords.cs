using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Disclosures;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Records;

/// <summary>The steps of a records request besides making and sending its packet, each with its history and audit. What has not left can be taken back, a step at a time.</summary>
internal sealed class WorkOnRecords(
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, RecordsSteps steps, CollectValues collect, LogDisclosure log, CurrentActor actor, TimeProvider clock)
{
    /// <summary>Sent twice, it is one request.</summary>
    public Task Receive(RecordsRequest request, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            if (!await db.RecordsRequests.IgnoreQueryFilters([CorrespondenceDb.AccessFilter]).AnyAsync(known => known.Id == request.Id, stopping))
            {
                db.RecordsRequests.Add(request);
                steps.Add(request, RecordsAct.Received, effects);
            }
        },
        stopping);

    /// <param name="check">Judged by <see cref="RecordsRules"/> before.</param>
    public Task<RecordsWork> Check(Guid id, uint version, RecordsCheck check, DateOnly? from, DateOnly? until, string[] kinds, CancellationToken stopping) => Change(
        id, version, request => request.State == RecordsState.Received,
        (request, effects) =>
        {
            (request.State, request.Check, request.From, request.Until, request.Kinds) = (RecordsState.Checked, check, from, until, kinds);
            steps.Add(request, RecordsAct.Checked, effects);
            return Task.CompletedTask;
        },
        stopping);

    /// <summary>With a letter to who asked, which says why: a draft, to be approved and sent like every letter.</summary>
    public async Task<RecordsWork> Refuse(Guid id, uint version, string reason, CancellationToken stopping)
    {
        if (await db.RecordsRequests.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, stopping) is not { } shown)
        {
            return new RecordsWork.Unknown();
        }

        var blocks = RefusalBlocks(shown, reason);
        var values = await collect.Run(MergeLetter.Fields(blocks), new LetterSubject(shown.PatientId, null, null, shown.LocationId, "en"), stopping);
        return await Change(
            id, version, request => request.State is RecordsState.Received or RecordsState.Checked,
            (request, effects) =>
            {
                var letter = new Letter
                {
                    Id = Guid.CreateVersion7(clock.GetUtcNow()),
                    PatientId = request.PatientId,
                    CareThreadId = request.CareThreadId,
                    LocationId = request.LocationId,
                    TemplateCode = request.AskerKind == RecordsAsker.Patient ? LetterTemplates.FreeLetter : LetterTemplates.RecordsAnswer,
                    TemplateVersion = 1,
                    Subject = "Your request for records",
                    Language = "en",
                    Blocks = blocks,
                    Values = values,
                    State = LetterState.Draft,
                    AccessClass = request.AccessClass,
                    DraftedBy = actor.UserId,
                    DraftedAt = clock.GetUtcNow(),
                };
                db.Letters.Add(letter);
                (request.State, request.Reason, request.RefusalLetterId) = (RecordsState.Refused, reason, letter.Id);
                effects.Audit(new AuditEntry("letter.drafted", "letter", letter.Id, [letter.PatientId], LocationId: letter.LocationId));
                steps.Add(request, RecordsAct.Refused, effects);
                return Task.CompletedTask;
            },
            stopping);
    }

    public Task<RecordsWork> Withdraw(Guid id, uint version, string reason, CancellationToken stopping) => Change(
        id, version, request => request.IsOpen,
        (request, effects) =>
        {
            (request.State, request.Reason) = (RecordsState.Withdrawn, reason);
            steps.Add(request, RecordsAct.Withdrawn, effects);
            return Task.CompletedTask;
        },
        stopping);

    /// <summary>The packet is on its way: see <see cref="ReleaseRecords"/>.</summary>
    public Task<RecordsWork> MarkSent(Guid id, Guid papersId, CancellationToken stopping) => Change(
        id, null, request => request.PapersId == papersId && request.State == RecordsState.Packed,
        (request, effects) =>
        {
            request.State = RecordsState.Released;
            steps.Add(request, RecordsAct.Sent, effects);
            return Task.CompletedTask;
        },
        stopping);

    /// <summary>The packet was printed, and handed over or posted: logged at once.</summary>
    /// <param name="givenId">Made by the form.</param>
    /// <param name="way">One of <see cref="DisclosureWay"/>.</param>
    public Task<RecordsWork> HandOver(Guid id, uint version, Guid givenId, string way, CancellationToken stopping) => Change(
        id, version, request => request is { State: RecordsState.Packed, HandedOverId: null },
        async (request, effects) =>
        {
            var check = request.Check!;
            await log.Add(
                new GivenOut(
                    givenId, request.PatientId, request.LocationId, request.AskerName, RecordsWords.DisclosureKindOf(request.AskerKind), way, "Records asked for", check.Purpose, check.Authority, clock.GetUtcNow(), request.AccessClass)
                {
                    Address = way == DisclosureWay.Print ? string.Join(", ", request.AskerAddress.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) : "",
                    Pages = request.PacketPages,
                    DocumentIds = request.DocumentIds,
                    CareThreadId = request.CareThreadId,
                },
                effects,
                stopping);
            (request.State, request.HandedOverId) = (RecordsState.Released, givenId);
            steps.Add(request, RecordsAct.HandedOver, effects);
        },
        stopping);

    /// <summary>One step back: to the packet, to the check, to what was received. What left by fax or e-mail stays released; what was marked as handed over by mistake is taken out of the log.</summary>
    public Task<RecordsWork> TakeBack(Guid id, uint version, CancellationToken stopping) => Change(
        id, version, request => request.State is RecordsState.Checked or RecordsState.Packed or RecordsState.Refused or RecordsState.Withdrawn || request is { State: RecordsState.Released, HandedOverId: not null },
        async (request, effects) =>
        {
            if (request is { State: RecordsState.Released, HandedOverId: { } given })
            {
                await log.TakeBack(given, effects, stopping);
                (request.State, request.HandedOverId) = (RecordsState.Packed, null);
            }
            else if (request.State == RecordsState.Packed)
            {
                (request.State, request.PapersId, request.PacketHash, request.PacketPages, request.DocumentIds, request.AccessClass) = (RecordsState.Checked, null, null, 0, [], AccessClass.Standard);
            }
            else
            {
                // A letter that was prepared goes with it, unless somebody approved it: that is taken back at the letter. What was checked is checked again.
                if (request.RefusalLetterId is { } letterId && await db.LockLetter(letterId, stopping) is { State: LetterState.Draft } letter)
                {
                    (letter.State, letter.EditedBy, letter.EditedAt) = (LetterState.Withdrawn, actor.UserId, clock.GetUtcNow());
                    effects.Audit(new AuditEntry("letter.withdrawn", "letter", letter.Id, [letter.PatientId], "refusal_taken_back", letter.LocationId));
                }

                request.RefusalLetterId = null;
                (request.State, request.Check, request.Reason, request.PapersId, request.PacketHash, request.PacketPages, request.DocumentIds, request.AccessClass) = (RecordsState.Received, null, "", null, null, 0, [], AccessClass.Standard);
            }

            steps.Add(request, RecordsAct.TakenBack, effects);
        },
        stopping);

    /// <summary>Whether its packet is released, as its deliveries say now: one that came back, was cancelled, or of which nobody knows, leaves it to be released. Asked again, it ends up the same.</summary>
    public async Task Follow(Guid papersId, CancellationToken stopping)
    {
        db.ChangeTracker.Clear();
        await transaction.Run(effects => Follow(papersId, effects, stopping), stopping);
    }

    /// <summary>The same, when it is told what became of one of its deliveries: one that did not arrive, or of which nobody knows, is somebody's task, as of every letter.</summary>
    public async Task Follow(PapersEnded told, JobMessage message, CancellationToken stopping)
    {
        db.ChangeTracker.Clear();
        await transaction.RunOnce(
            message,
            async effects =>
            {
                if (await Follow(told.PapersId, effects, stopping) is { } request && told.Outcome != PapersEnded.Sent)
                {
                    effects.Publish(new DeliveryFailed(told.DeliveryId, told.PapersId, request.PatientId, request.LocationId, told.Reason ?? DeliveryProblem.OutcomeUnknown, request.CareThreadId));
                }
            },
            stopping);
    }

    /// <returns>The request whose packet they are; null where it has none such, or was released on paper.</returns>
    private async Task<RecordsRequest?> Follow(Guid papersId, Effects effects, CancellationToken stopping)
    {
        if (await db.RecordsRequests.AsNoTracking().Where(one => one.PapersId == papersId && one.HandedOverId == null).Select(one => (Guid?)one.Id).SingleOrDefaultAsync(stopping) is not { } id
            || await db.LockRecordsRequest(id, stopping) is not { HandedOverId: null, State: RecordsState.Packed or RecordsState.Released } request || request.PapersId != papersId)
        {
            return null;
        }

        var states = await db.DeliveriesOf(papersId).Select(delivery => delivery.State).ToListAsync(stopping);
        var isReleased = states.Exists(state => state is DeliveryState.Pending or DeliveryState.Sending or DeliveryState.Sent);
        if (isReleased != (request.State == RecordsState.Released))
        {
            request.State = isReleased ? RecordsState.Released : RecordsState.Packed;
            steps.Add(request, isReleased ? RecordsAct.Sent : states.TrueForAll(state => state == DeliveryState.Cancelled) ? RecordsAct.TakenBack : RecordsAct.NotArrived, effects);
        }

        return request;
    }

    private Task<RecordsWork> Change(Guid id, uint? version, Func<RecordsRequest, bool> fits, Func<RecordsRequest, Effects, Task> change, CancellationToken stopping)
    {
        db.ChangeTracker.Clear();
        return transaction.Run<RecordsWork>(
            async effects =>
            {
                if (await db.LockRecordsRequest(id, stopping) is not { } request || !actor.SeesLocation(request.LocationId))
                {
                    return new RecordsWork.Unknown();
                }

                if (!fits(request) || (version is { } seen && seen != request.Version))
                {
                    var last = await db.RecordsSteps.AsNoTracking().Where(step => step.RequestId == id).OrderByDescending(step => step.At).ThenByDescending(step => step.Id).FirstAsync(stopping);
                    return new RecordsWork.ChangedMeanwhile(last.By, last.At);
                }

                await change(request, effects);
                return new RecordsWork.Done();
            },
            stopping);
    }

    private static LetterBlock[] RefusalBlocks(RecordsRequest request, string reason) =>
    [
        new LetterBlock.Letterhead("{{clinic.name}}", ["{{location.name}} · {{location.address}}", "Phone {{location.phone}} · Fax {{location.fax}}"]),
        new LetterBlock.DateLine("{{letter.date}}"),
        new LetterBlock.AddressBlock([Plain(request.AskerName), .. request.AskerAddress.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(MergeLetter.MostAddressLines - 1).Select(Plain)]),
        new LetterBlock.Paragraph($"To whom it may concern:\n\nWe have received your request for records of {LocalTime.Us(request.ReceivedOn)}, and we cannot release them as it stands."),
        new LetterBlock.Paragraph(Plain(reason)),
        new LetterBlock.Paragraph("Please send us a request that puts this right, or call us at {{location.phone}}."),
        new LetterBlock.Signature("Sincerely,", "{{user.name}}", "{{clinic.name}}"),
    ];

    /// <summary>What a person typed names no field.</summary>
    private static string Plain(string text) => text.Replace('{', '(').Replace('}', ')');
}

/// <summary>What became of its packet: where it did not arrive, or nobody knows, the request waits again.</summary>
internal sealed class OnRecordsPapersEnded(WorkOnRecords work) : IJobHandler<PapersEnded>
{
    public Task Run(PapersEnded arguments, JobMessage message, CancellationToken stopping) => work.Follow(arguments, message, stopping);
}

internal sealed record CancelledPapers(Guid PapersId);

/// <summary>A delivery of papers was cancelled: a packet that leaves by no other way is to be released again, whatever page that was said on.</summary>
internal sealed class OnCancelledPapers(WorkOnRecords work) : IJobHandler<CancelledPapers>
{
    public Task Run(CancelledPapers arguments, JobMessage message, CancellationToken stopping) => work.Follow(arguments.PapersId, stopping);
}

/// <summary>Every packet is there as it was put together.</summary>
internal sealed class VerifyRecords(CorrespondenceDb db, IBlobStore blobs) : IVerification
{
    public async Task<IReadOnlyList<string>> Problems(CancellationToken stopping) =>
        await CheckBlobs.Problems(blobs, await db.RecordsRequests.Where(request => request.PacketHash != null).Select(request => request.PacketHash!).Distinct().ToListAsync(stopping), stopping);
}

/// <summary>Adds to the history of a request, in the transaction of what happened.</summary>
internal sealed class RecordsSteps(CorrespondenceDb db, CurrentActor actor, TimeProvider clock)
{
    public void Add(RecordsRequest request, string what, Effects effects)
    {
        db.RecordsSteps.Add(new RecordsStep
        {
            Id = Guid.CreateVersion7(),
            RequestId = request.Id,
            What = what,
            PapersId = request.PapersId,
            At = clock.GetUtcNow(),
            By = actor.UserId,
        });
        effects.Audit(new AuditEntry("records." + what.Replace('_', '-'), "records-request", request.Id, [request.PatientId, .. request.DocumentIds], LocationId: request.LocationId));
    }
}

internal abstract record RecordsWork
{
    private RecordsWork()
    {
    }

    public sealed record Done : RecordsWork;

    /// <summary>There is none such in sight.</summary>
    public sealed record Unknown : RecordsWork;

    /// <param name="By">Whose step was the last; null for the machine.</param>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : RecordsWork;

    /// <param name="Why">For the user: what is wrong, and what to do.</param>
    public sealed record Refused(string Why) : RecordsWork;
}
