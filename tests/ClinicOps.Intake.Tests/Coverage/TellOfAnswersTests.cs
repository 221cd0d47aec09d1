using System.Text;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Coverage.Answers;
using ClinicOps.Intake.Coverage.Exchange;
using ClinicOps.Intake.Data;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Coverage;

/// <summary>What is told of answers: of those that do not come, that cannot be opened, and of what is said to somebody else.</summary>
public sealed class TellOfAnswersTests(TestCluster cluster) : IAsyncLifetime
{
    private const string NotAnswered = "Questions about coverage are not answered";

    private CoverageClinic made = null!;

    public async ValueTask InitializeAsync() => made = await CoverageClinic.Open(cluster);

    public ValueTask DisposeAsync() => made.DisposeAsync();

    [Fact]
    public async Task Questions_that_nobody_answers_are_one_task_and_to_be_verified_until_they_are()
    {
        var (first, second) = (made.Visit(await made.Insured(), "2026-03-03"), made.Visit(await made.Insured("Petr", "Dvorak"), "2026-03-04"));
        var other = made.Visit(await made.Insured("Eva", "Mala", payer: "Aetna"), "2026-03-04");
        foreach (var visit in new[] { first, second, other })
        {
            await made.Asked(visit);
        }

        await made.Clinic.Sql($"UPDATE intake.eligibility_states SET state = 'unknown' WHERE check_id = (SELECT id FROM intake.eligibility_checks WHERE visit_id = '{other}')");
        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(200));
        await made.Chase();
        Assert.Empty(await made.Tasks());
        Assert.Equal(["waiting", "waiting", "unknown"], await made.Standings());

        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(45));
        await made.Chase();
        await made.Chase();
        var task = await LastTask();
        Assert.Equal((NotAnswered, "urgent", (Guid?)null, "Without an answer: Aetna 1, Lake Mutual 2."), (task.Title, task.Urgency, task.PatientId, task.Detail[..(task.Detail.IndexOf('.', StringComparison.Ordinal) + 1)]));
        Assert.Equal(["unknown", "unknown", "unknown"], await made.Standings());
        Assert.Equal(3, ((TodayCoverageView)(await made.Clinic.In((TodayCoveragePanel panel) => panel.Load(Guid.Empty, CancellationToken.None)))!).Open);

        await made.Answer(made.Questions()[0], "EB*1**30~");
        await made.Chase();
        Assert.StartsWith("Without an answer: Aetna 1, Lake Mutual 1.", (await LastTask()).Detail, StringComparison.Ordinal);

        // Done, it does not come again for the same questions; for one of later it does, and goes when that is answered.
        await made.Clinic.Sql($"UPDATE intake.tasks SET state = 'done', closed_at = '{made.Clinic.Clock.GetUtcNow():O}'");
        await made.Chase();
        Assert.Single(await made.Tasks());
        var late = made.Visit(await made.Insured("Ota", "Kral"), "2026-03-03");
        var question = await made.Asked(late);
        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(245));
        await made.Chase();
        Assert.Equal([NotAnswered, NotAnswered], await made.Tasks());

        foreach (var asked in made.Questions())
        {
            await made.Answer(asked, "EB*1**30~MSG*" + asked.Control + "~");
        }

        await made.Chase();
        Assert.Equal("withdrawn", (await LastTask()).State);
    }

    [Fact]
    public async Task On_the_morning_of_the_visit_a_question_is_late_after_a_few_minutes()
    {
        made.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 3, 11, 45, 0, TimeSpan.Zero));
        await made.Asked(made.Visit(await made.Insured(), "2026-03-03"));
        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(14));
        await made.Chase();
        Assert.Empty(await made.Tasks());

        made.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await made.Chase();
        Assert.Equal([NotAnswered], await made.Tasks());
    }

    [Fact]
    public async Task A_clearinghouse_that_is_not_reached_is_one_task_until_it_is_and_the_questions_go_out_then_once()
    {
        var line = new BrokenLine();
        await using var other = await CoverageClinic.Open(cluster, services => services.AddSingleton<IClearinghouse>(line));
        var (coming, soon) = (new[] { other.Visit(await other.Insured(), "2026-03-05"), other.Visit(await other.Insured("Petr", "Dvorak"), "2026-03-05") }, other.Visit(await other.Insured("Eva", "Mala"), "2026-03-03"));
        foreach (var visit in coming.Append(soon))
        {
            Assert.IsType<CoverageAsked.Asked>(await other.Ask(visit));
        }

        await other.Clinic.RunJobs();
        await Try(10);
        Assert.Empty(await other.Tasks());
        await Try(1);
        other.Clinic.Clock.Advance(TimeSpan.FromHours(5));
        await Try(2);
        await other.Chase();
        const string told = "The clearinghouse cannot be reached: questions about coverage wait";
        Assert.Equal([told], await other.Tasks());
        Assert.Equal(["unknown", "unknown", "unknown"], await other.Standings());

        // It is not asked beside; said to be seen to, it does not come again for the same questions; one whose visit is over waits no more.
        Assert.IsType<CoverageAsked.Already>(await other.Ask(coming[0]));
        await other.Clinic.Sql($"UPDATE intake.tasks SET state = 'done', closed_at = '{other.Clinic.Clock.GetUtcNow():O}'");
        other.Clinic.Clock.Advance(TimeSpan.FromDays(2));
        await Try(1);
        Assert.Equal(CheckState.Failed, await other.StateOf(soon));
        var later = other.Visit(await other.Insured("Ota", "Kral"), "2026-03-05");
        Assert.IsType<CoverageAsked.Asked>(await other.Ask(later));
        await Try(12);
        Assert.Equal([told, told], await other.Tasks());
        Assert.Equal(0, line.Taken);

        line.Works = true;
        await other.Clinic.RunJobs(includeDelayed: true);
        Assert.Equal((3, CheckState.Sent, CheckState.Sent, CheckState.Sent), (line.Taken, await other.StateOf(coming[0]), await other.StateOf(coming[1]), await other.StateOf(later)));
        Assert.Equal(["done", "withdrawn"], await other.Clinic.Sql("SELECT state FROM intake.tasks ORDER BY id"));

        // All questions at once.
        async Task Try(int times)
        {
            var checks = await other.Clinic.Sql("SELECT check_id FROM intake.eligibility_states");
            for (var time = 0; time < times; time++)
            {
                await Task.WhenAll(checks.Select(check => other.Clinic.In((SendQuestion send) => send.Run(new CoverageQuestionToSend((Guid)check!), new Kernel.Jobs.JobMessage(Guid.CreateVersion7(), "test"), CancellationToken.None))));
            }
        }
    }

    /// <summary>A clearinghouse that is not there until it works.</summary>
    private sealed class BrokenLine : IClearinghouse
    {
        public bool Works { get; set; }

        public int Taken { get; private set; }

        public Task<Handover> Send(string name, byte[] question, CancellationToken stopping)
        {
            Taken += Works ? 1 : 0;
            return Task.FromResult<Handover>(Works ? new Handover.Done() : new Handover.NotReached("The line is down."));
        }

        public Task<IReadOnlyList<ReceivedFile>> Collect(CancellationToken stopping) => Task.FromResult<IReadOnlyList<ReceivedFile>>([]);

        Task IClearinghouse.Taken(string name, CancellationToken stopping) => Task.CompletedTask;
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_told_once_and_stops_none_behind_it()
    {
        var visit = made.Visit(await made.Insured());
        var whole = Message271.Of(Message271.Subscriber.Replace("TRACE1", (await made.Asked(visit)).Trace, StringComparison.Ordinal) + "EB*1**30~");
        var path = Path.Combine(made.In, "a.271");
        await File.WriteAllBytesAsync(path, Message271.Of(Message271.Subscriber + "EB*1**35~"), TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(path, made.Clinic.Clock.GetUtcNow().AddHours(-1).UtcDateTime);
        await using (var held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            await made.Drop(whole, "b.271");
            await made.Collect();
        }

        Assert.Equal(CheckState.Answered, await made.StateOf(visit));
        Assert.Equal(["A file from the clearinghouse cannot be opened"], await made.Tasks());
        Assert.Contains("a.271", (await LastTask()).Detail, StringComparison.Ordinal);
        await made.Collect();
        Assert.Empty(Directory.EnumerateFiles(made.In));
    }

    [Fact]
    public async Task What_a_payer_says_of_itself_is_not_said_of_the_people_of_another()
    {
        var visit = made.Visit(await made.Insured());
        var question = await made.Asked(visit);
        var ours = Message271.Subscriber.Replace("TRACE1", question.Trace, StringComparison.Ordinal).Replace("HL*3*2*", "HL*13*12*", StringComparison.Ordinal).Replace("HL*2*1*", "HL*12*11*", StringComparison.Ordinal).Replace("HL*1**", "HL*11**", StringComparison.Ordinal);
        const string theirs = "HL*1**20*1~NM1*PR*2*AETNA*****PI*A1~AAA*Y**42*R~HL*2*1*21*0~NM1*1P*2*TWO RIVERS CLINIC*****XX*2999999992~AAA*Y**50*N~";

        await made.Drop(Message271.Of(theirs + ours + "EB*1**30~"));

        Assert.Empty(await made.Tasks());
        var answer = await made.Clinic.In((IntakeDb db) => db.EligibilityAnswers.AsNoTracking().SingleAsync());
        Assert.Equal((AnswerOutcome.Active, 0), (answer.Outcome, answer.Rejections.Length));

        // What its own payer says of itself is.
        await made.Drop(Message271.Of(theirs + ours.Replace("PI*LAKE1~", "PI*LAKE1~AAA*Y**80*R~", StringComparison.Ordinal) + "EB*1**30~"));
        Assert.Single(await made.Tasks());
    }

    [Fact]
    public async Task A_question_taken_with_errors_noted_is_taken_and_another_payer_without_a_name_is_told_once()
    {
        var visit = made.Visit(await made.Insured());
        var question = await made.Asked(visit);
        await made.Drop(Acknowledged(question.Control, "E"));
        Assert.Equal(CheckState.Sent, await made.StateOf(visit));
        Assert.Empty(await made.Tasks());
        await made.Drop(Acknowledged(question.Control, "R"));
        Assert.Equal(CheckState.Failed, await made.StateOf(visit));
        await made.Clinic.Sql("DELETE FROM intake.task_events; DELETE FROM intake.tasks");

        await made.Answer(question, "EB*1**30~EB*R**30*MA~EB*R**88~REF*18*P1~");
        await made.Clinic.Sql("UPDATE intake.tasks SET state = 'done'");
        await made.Answer(question, "EB*1**30~EB*R**30*MA~EB*R**30~LS*2120~NM1*PRP*2*MEDICARE PART B~LE*2120~");
        Assert.Equal(["Another payer, not named", "Another payer: MEDICARE PART B (primary payer)"], await made.Tasks());
    }

    [Fact]
    public void A_refused_payer_case_is_shown_as_it_was_typed_blanks_too()
    {
        var (patient, coverage) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var somebody = new Patient { Id = patient, Mrn = "M1", MrnKey = "M1", BirthDate = new DateOnly(1980, 1, 2), RegisteredAt = default, ChangedAt = default };
        var known = new VisitPayerCase { VisitId = Guid.CreateVersion7(), PatientId = patient, Kind = CaseKinds.Auto, CoverageId = coverage, ClaimNumber = "A-1", Adjuster = "Kim", OwesNothing = OwesNothing.Preventive, OwesWhy = "Kim said so", ServiceType = "PT", ChangedAt = default };
        var paying = new PayingCoverage(somebody, known, known.Kind, null, null, null);
        var typed = new Areas.Intake.Pages.CoverageForm { Kind = CaseKinds.WorkersCompensation };

        var refused = Areas.Intake.Pages.CoverageForm.OfCase(typed, paying);
        var stored = Areas.Intake.Pages.CoverageForm.OfCase(new Areas.Intake.Pages.CoverageForm(), paying);

        Assert.Equal((CaseKinds.WorkersCompensation, null, null, null, null, null, null), Fields(refused));
        Assert.Equal((CaseKinds.Auto, coverage, "A-1", "Kim", "Kim said so", OwesNothing.Preventive, "PT"), Fields(stored));

        static (string?, Guid?, string?, string?, string?, string?, string?) Fields(Areas.Intake.Pages.CoverageForm form) =>
            (form.Kind, form.CoverageId, form.ClaimNumber, form.Adjuster, form.OwesWhy, form.OwesNothing, form.ServiceType);
    }

    private Task<StaffTask> LastTask() => made.Clinic.In((IntakeDb db) => db.Tasks.AsNoTracking().OrderByDescending(task => task.Id).FirstAsync());

    /// <summary>A 999 about one of our questions.</summary>
    private static byte[] Acknowledged(string control, string code)
    {
        var text = Encoding.ASCII.GetString(Message271.Of("AK1*HS*1~AK2*270*" + control + "~IK5*" + code + "~AK9*" + code + "*1*1*1~"));
        return Encoding.ASCII.GetBytes(text.Replace("ST*271*", "ST*999*", StringComparison.Ordinal));
    }
}
