using ClinicOps.Correspondence.Calls;
using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Notices;
using ClinicOps.Correspondence.Reports;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

/// <summary>The reports over two weeks of which each figure is known. The clinic stands at Monday 2026-03-02, 9 AM at Harbor.</summary>
public sealed class CorrespondenceReportTests(TestCluster cluster)
{
    private static readonly DateTimeOffset FirstWeek = new(2026, 2, 17, 15, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset SecondWeek = new(2026, 2, 24, 15, 0, 0, TimeSpan.Zero);
    private static readonly ReportPeriod TwoWeeks = new(TestOrganization.Harbor, new DateOnly(2026, 2, 16), new DateOnly(2026, 3, 1));

    [Fact]
    public async Task Each_figure_is_the_one_that_was_seeded_and_who_may_not_see_a_conversation_does_not_count_it()
    {
        await using var clinic = await Open(cluster);
        await Seed(clinic);
        var seen = await Report(clinic, []);

        // Ten questions, answered after 10 to 100 minutes, and a call that was answered at once: the sixth of eleven is 50 minutes.
        Assert.Equal(["All", "11", "50 min", "1 h 30 min"], seen.FirstAnswer.Rows[0]);
        Assert.Equal(["Question", "10", "50 min", "1 h 30 min"], seen.FirstAnswer.Rows[1]);
        Assert.Equal(["Request", "1", "0 min", "0 min"], seen.FirstAnswer.Rows[2]);
        Assert.Equal(["Concern", "0", "–", "–"], seen.FirstAnswer.Rows[3]);
        Assert.Equal(["Question", "10", "5 h 0 min", "9 h 0 min"], seen.Closing.Rows[1]);

        // The complaint waits for six days all but an hour: nobody was reached, the one who was reached was told nothing, and the mail waits.
        Assert.Equal(["Complaint", "0", "0", "1", "0", "0", "1"], seen.Unanswered.Rows[3]);
        Assert.Equal((1, "1"), (seen.Waiting, seen.Unanswered.Rows[^1][^1]));
        Assert.Equal(
            [
                ["Put off by the reader's server", "tried again by itself", "1", "0", "0", "1"],
                ["Came back", "given up", "1", "0", "0", "1"],
                ["No such mailbox or number", "given up", "0", "0", "1", "1"],
                ["The line broke while it was handed over", "unknown whether it arrived", "0", "1", "0", "1"],
            ],
            seen.Failures.Rows);
        Assert.Equal(["Week of", .. MeasureTraffic.Channels, "All"], seen.Volume.Heads);
        Assert.Equal([["02/16/2026", "1", "1", "0", "0", "10", "1", "1", "0", "0", "0", "14"], ["02/23/2026", "0", "0", "0", "1", "1", "0", "0", "2", "0", "0", "4"]], seen.Volume.Rows);
        Assert.StartsWith("\"Week of\",\"Letters on paper\"", seen.Volume.Csv, StringComparison.Ordinal);
        Assert.Contains("02/16/2026: 14", seen.Chart!.Said, StringComparison.Ordinal);

        // Who is cleared counts the concern of the restricted conversation too, walked in with and answered at once.
        var cleared = await Report(clinic, ["restricted"]);
        Assert.Equal(["Concern", "1", "0 min", "0 min"], cleared.FirstAnswer.Rows[3]);
        Assert.Equal("1", cleared.Volume.Rows[0][9]);

        // Of another location, nothing.
        Assert.Null((await Report(clinic, [], TwoWeeks with { Location = TestOrganization.Mesa })).Chart);
    }

    private static async Task<CorrespondenceReport> Report(TestClinic clinic, string[] classes, ReportPeriod? period = null)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.ActAsUser(Guid.CreateVersion7(), []);
        actor.See(classes, []);
        return await scope.ServiceProvider.GetRequiredService<LoadReports>().Run(period ?? TwoWeeks, CancellationToken.None);
    }

    private static async Task Seed(TestClinic clinic)
    {
        var letter = await clinic.Approved(ToSchedule, "pages"u8.ToArray());
        await clinic.In(async (CorrespondenceDb db) =>
        {
            var approval = await db.StandingApproval(letter.Id).Select(standing => standing.Id).SingleAsync();
            for (var number = 1; number <= 10; number++)
            {
                var question = Matter(db, ConversationKind.Question, FirstWeek, FirstWeek.AddHours(number), ConversationOutcome.Answered);
                Say(db, question, EntryChannel.Email, EntryDirection.In, FirstWeek);
                var answer = Say(db, question, EntryChannel.Email, EntryDirection.Out, FirstWeek.AddMinutes(10 * number));
                if (number == 1)
                {
                    db.Notices.Add(Notice(answer.Id, question.Id, FirstWeek, DeliveryState.Sent, null));
                }
            }

            var call = Matter(db, ConversationKind.Request, FirstWeek, FirstWeek, ConversationOutcome.Answered);
            Say(db, call, EntryChannel.Call, EntryDirection.In, FirstWeek, CallOutcome.Reached);
            var complaint = Matter(db, ConversationKind.Complaint, SecondWeek, null, null);
            Say(db, complaint, EntryChannel.Email, EntryDirection.In, SecondWeek);
            Say(db, complaint, EntryChannel.Call, EntryDirection.Out, SecondWeek.AddHours(1), CallOutcome.NoAnswer);
            Say(db, complaint, EntryChannel.Call, EntryDirection.Out, SecondWeek.AddHours(2), CallOutcome.Reached).TakenBackAt = SecondWeek.AddHours(3);
            db.ConversationEntries.Add(new ConversationEntry { Id = Guid.CreateVersion7(), ConversationId = complaint.Id, Channel = EntryChannel.Letter, Direction = EntryDirection.Out, At = SecondWeek.AddHours(2), Words = "Drafted", LetterId = Guid.CreateVersion7() });
            db.ConversationEntries.Add(new ConversationEntry { Id = Guid.CreateVersion7(), ConversationId = complaint.Id, Channel = EntryChannel.Call, Direction = EntryDirection.Out, At = SecondWeek.AddHours(2), CallOutcome = CallOutcome.Reached, CallerCheck = CallerCheck.NotVerified, Words = "Somebody else" });
            var waits = Notice(Guid.CreateVersion7(), complaint.Id, FirstWeek.AddDays(-30), DeliveryState.Pending, DeliveryProblem.PutOff);
            db.Notices.Add(waits);
            db.ConversationEntries.Add(new ConversationEntry { Id = waits.Id, ConversationId = complaint.Id, Channel = EntryChannel.Email, Direction = EntryDirection.Out, At = SecondWeek.AddHours(2), Words = "Waits", NoticeId = waits.Id });
            Say(db, Matter(db, ConversationKind.Question, FirstWeek, FirstWeek, ConversationOutcome.NotForUs), EntryChannel.Email, EntryDirection.In, FirstWeek);
            var mistake = Matter(db, ConversationKind.Request, FirstWeek, FirstWeek.AddHours(1), TakeBackCall.Mistake);
            Say(db, mistake, EntryChannel.Call, EntryDirection.In, FirstWeek, CallOutcome.Reached).TakenBackAt = FirstWeek.AddHours(1);
            var restricted = Matter(db, ConversationKind.Concern, FirstWeek, FirstWeek.AddHours(2), ConversationOutcome.Resolved, "restricted");
            Say(db, restricted, EntryChannel.WalkIn, EntryDirection.In, FirstWeek);
            Say(db, restricted, EntryChannel.WalkIn, EntryDirection.Out, FirstWeek).TakenBackAt = FirstWeek;
            Say(db, restricted, EntryChannel.Letter, EntryDirection.Out, FirstWeek);

            db.Notices.Add(Notice(Guid.CreateVersion7(), null, SecondWeek, DeliveryState.Sent, null));
            db.Notices.Add(Notice(Guid.CreateVersion7(), null, SecondWeek, DeliveryState.Failed, DeliveryProblem.MailboxUnknown));
            db.Deliveries.AddRange(
                Delivery(letter.Id, approval, DeliveryWay.Print, null, DeliveryState.Sent, null, left: true),
                Delivery(letter.Id, approval, DeliveryWay.Email, "a@patient.example", DeliveryState.Failed, DeliveryProblem.Bounced, left: true),
                Delivery(letter.Id, approval, DeliveryWay.Email, "b@patient.example", DeliveryState.Pending, DeliveryProblem.PutOff, left: false),
                Delivery(letter.Id, approval, DeliveryWay.Fax, "12075550199", DeliveryState.Unknown, DeliveryProblem.OutcomeUnknown, left: false),
                Delivery(letter.Id, approval, DeliveryWay.Fax, "12075550198", DeliveryState.Cancelled, DeliveryProblem.NotMeant, left: false));
            await db.SaveChangesAsync();
        });
    }

    private static Conversation Matter(CorrespondenceDb db, string kind, DateTimeOffset opened, DateTimeOffset? closed, string? outcome, string accessClass = "standard") => db.Conversations.Add(new Conversation
    {
        Id = Guid.CreateVersion7(),
        PatientId = Nguyen.Id,
        LocationId = TestOrganization.Harbor.Id,
        CareThreadId = Guid.CreateVersion7(),
        Kind = kind,
        Subject = "A matter",
        State = closed is null ? ConversationState.Open : ConversationState.Closed,
        Outcome = outcome,
        AccessClass = accessClass,
        OpenedAt = opened,
        LastEntryAt = opened,
        ClosedAt = closed,
    }).Entity;

    private static ConversationEntry Say(CorrespondenceDb db, Conversation conversation, string channel, string direction, DateTimeOffset at, string? outcome = null) => db.ConversationEntries.Add(new ConversationEntry
    {
        Id = Guid.CreateVersion7(),
        ConversationId = conversation.Id,
        Channel = channel,
        Direction = direction,
        At = at,
        CallOutcome = outcome,
        Words = "Words",
    }).Entity;

    private static Notice Notice(Guid id, Guid? conversation, DateTimeOffset at, string state, string? problem) => new()
    {
        Id = id,
        PatientId = Nguyen.Id,
        LocationId = TestOrganization.Harbor.Id,
        ConversationId = conversation,
        State = state,
        Problem = problem,
        Address = "a@patient.example",
        RequestedAt = at,
        LeftAt = problem is null ? at : null,
    };

    private static LetterDelivery Delivery(Guid letter, Guid approval, string way, string? address, string state, string? problem, bool left) => new()
    {
        Id = Guid.CreateVersion7(),
        LetterId = letter,
        ApprovalId = approval,
        Way = way,
        Address = address,
        LocationId = TestOrganization.Harbor.Id,
        State = state,
        Problem = problem,
        RequestedAt = FirstWeek,
        LeftAt = left ? FirstWeek : null,
    };
}
