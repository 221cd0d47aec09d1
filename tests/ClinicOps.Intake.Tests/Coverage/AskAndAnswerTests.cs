using System.Net;
using System.Text;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Coverage.Exchange;
using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace ClinicOps.Intake.Tests.Coverage;

public sealed class AskAndAnswerTests(TestCluster cluster) : IAsyncLifetime
{
    /// <summary>What the answer says of the visit's own kind of service.</summary>
    private const string WantsAuthorization = "Lake Mutual says: an authorization is required (physician's visit in the office)";

    private const string Active = "EB*1**30**GOLD~EB*B*IND*98***27*20*****Y~EB*A*IND*98****.1****Y~";

    private CoverageClinic made = null!;

    public async ValueTask InitializeAsync() => made = await CoverageClinic.Open(cluster);

    public ValueTask DisposeAsync() => made.DisposeAsync();

    [Fact]
    public async Task A_visit_is_asked_for_with_its_own_day_and_kind_of_service_once()
    {
        var visit = made.Visit(await made.Insured(), type: "Physical therapy");
        var id = Guid.CreateVersion7();

        var asked = Assert.IsType<CoverageAsked.Asked>(await made.Ask(visit, id));
        Assert.IsType<CoverageAsked.Already>(await made.Ask(visit, id));
        Assert.IsType<CoverageAsked.Already>(await made.Ask(visit));
        await made.Clinic.RunJobs();
        await made.Clinic.DeliverAgain();

        var question = Assert.Single(made.Questions());
        Assert.Equal(("20260309", "30,PT", "NOVAK", "M100", "LAKE1", CoverageClinic.Npi), (question.On, question.ServiceTypes, question.SubscriberLast, question.MemberId, question.PayerId, question.Npi));
        Assert.Equal(asked.CheckId.ToString("N").ToUpperInvariant(), question.Trace);
        Assert.Equal(CheckState.Sent, await made.StateOf(visit));
    }

    [Fact]
    public async Task An_answer_finds_its_question_and_says_the_co_payment_with_its_evidence()
    {
        var visit = made.Visit(await made.Insured());
        await made.Answer(await made.Asked(visit), Active);

        Assert.Equal(CheckState.Answered, await made.StateOf(visit));
        var owed = Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit));
        Assert.Equal((2000, "Lake Mutual's answer of 03/02/2026 for 03/09/2026: co-payment, physician's visit in the office, $20.00 a visit in network."), (owed.Cents, owed.Evidence));
        var benefit = await made.Clinic.In((IntakeDb db) => db.EligibilityBenefits.SingleAsync(b => b.Id == owed.BenefitId));
        Assert.Equal(("B", "EB*B*IND*98***27*20*****Y"), (benefit.Info, benefit.Raw));
        Assert.Equal([WantsAuthorization], await made.Tasks());
        Assert.Empty(Directory.EnumerateFiles(made.In));
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_a_later_answer_counts()
    {
        var visit = made.Visit(await made.Insured());
        var question = await made.Asked(visit);
        await made.Answer(question, Active);
        await made.Answer(question, Active);
        Assert.Equal(1L, (await made.Clinic.Sql("SELECT count(*) FROM intake.eligibility_answers"))[0]);

        made.Clinic.Clock.Advance(TimeSpan.FromHours(1));
        await made.Answer(question, Active.Replace("27*20", "27*35", StringComparison.Ordinal));

        Assert.Equal(3500, Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit)).Cents);
        Assert.Equal(2L, (await made.Clinic.Sql("SELECT count(*) FROM intake.eligibility_answers"))[0]);
    }

    [Fact]
    public async Task What_is_still_being_written_is_left_alone()
    {
        var visit = made.Visit(await made.Insured());
        var whole = Message271.Of(Message271.Subscriber.Replace("TRACE1", (await made.Asked(visit)).Trace, StringComparison.Ordinal) + Active);

        await made.Drop(whole, "young.271", TimeSpan.FromSeconds(1));
        await made.Drop(whole[..^40], "half.271");
        await made.Drop(whole, "moving.271.part");
        await made.Drop(whole, ".hidden");

        Assert.Equal(4, Directory.EnumerateFiles(made.In).Count());
        Assert.Equal(CheckState.Sent, await made.StateOf(visit));

        made.Clinic.Clock.Advance(TimeSpan.FromSeconds(10));
        await made.Collect();
        Assert.Equal(CheckState.Answered, await made.StateOf(visit));
    }

    [Fact]
    public async Task What_nobody_asked_for_and_what_cannot_be_read_is_kept_and_is_a_task()
    {
        await made.Drop(Message271.Of(Message271.Subscriber + Active));
        await made.Drop("<html>502</html>"u8.ToArray(), age: TimeSpan.FromHours(2));

        Assert.Equal(["An answer about coverage belongs to no question", "A file from the clearinghouse cannot be read"], await made.Tasks());
        Assert.Equal(2L, (await made.Clinic.Sql("SELECT count(*) FROM intake.clearinghouse_messages"))[0]);
        Assert.Empty(Directory.EnumerateFiles(made.In));
    }

    [Fact]
    public async Task A_broken_interchange_before_good_ones_is_kept_and_told_and_the_good_ones_are_taken_once()
    {
        var (first, second) = (made.Visit(await made.Insured()), made.Visit(await made.Insured("Petr", "Dvorak")));
        var (asked, other) = (await made.Asked(first), await made.Asked(second));
        byte[] Answer(string trace) => Message271.Of(Message271.Subscriber.Replace("TRACE1", trace, StringComparison.Ordinal) + Active);
        byte[] file = [.. "ISA*00*   "u8, .. Answer(asked.Trace), .. Answer(other.Trace)];

        await made.Drop(file, "batch.271");
        await made.Drop(file, "batch-again.271");

        Assert.Equal((CheckState.Answered, CheckState.Answered), (await made.StateOf(first), await made.StateOf(second)));
        Assert.Equal([WantsAuthorization, WantsAuthorization, "Part of a file from the clearinghouse cannot be read"], (await made.Tasks()).Order(StringComparer.Ordinal));
        Assert.Equal([1L, 2L], [.. await made.Clinic.Sql("SELECT count(*) FROM intake.clearinghouse_messages UNION ALL SELECT count(*) FROM intake.eligibility_answers")]);
        Assert.Equal(file, (byte[])(await made.Clinic.Sql("SELECT raw FROM intake.clearinghouse_messages"))[0]!);
        Assert.StartsWith("Its ISA segment breaks off.", (string)(await made.Clinic.Sql("SELECT detail FROM intake.tasks WHERE title LIKE 'Part of%'"))[0]!, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(made.In));
    }

    [Fact]
    public async Task A_rejection_is_one_task_with_the_payers_reason()
    {
        var visit = made.Visit(await made.Insured());
        var question = await made.Asked(visit);
        await made.Answer(question, "AAA*N**72*C~");
        await made.Answer(question, "AAA*N**72*C~MSG*AGAIN~");

        Assert.Equal(["Lake Mutual gave no answer: the member id is missing or wrong"], await made.Tasks());
        Assert.Contains("see the task", Assert.IsType<CoPayAnswer.NotKnown>(await made.CoPay(visit)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejected_clinic_without_any_person_in_the_answer_finds_its_question_by_number()
    {
        var visit = made.Visit(await made.Insured());
        var question = await made.Asked(visit);

        await made.Drop(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(Message271.Of(Message271.Clinic.Replace("21*1", "21*0", StringComparison.Ordinal) + "AAA*Y**50*N~")).Replace("REF1", question.Control, StringComparison.Ordinal)));

        Assert.Equal(["Lake Mutual gave no answer: this provider may not ask for eligibility"], await made.Tasks());
        Assert.Equal(CheckState.Answered, await made.StateOf(visit));
    }

    [Fact]
    public async Task A_payer_that_refuses_the_future_is_asked_for_today_and_again_on_the_day()
    {
        var visit = made.Visit(await made.Insured());
        await made.Answer(await made.Asked(visit), "AAA*N**63*C~");

        Assert.Equal(["20260309", "20260302"], made.Questions().Select(question => question.On));
        Assert.Empty(await made.Tasks());
        await made.Answer(made.Questions()[1], Active);
        Assert.IsType<CoPayAnswer.Owed>(await made.CoPay(visit));

        made.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 9, 11, 0, 0, TimeSpan.Zero));
        await made.Evening();
        await made.Clinic.RunJobs();
        Assert.Equal("20260309", made.Questions()[2].On);
    }

    [Fact]
    public async Task Refused_for_today_as_well_it_is_a_task()
    {
        var visit = made.Visit(await made.Insured());
        await made.Answer(await made.Asked(visit), "AAA*N**62*C~");
        await made.Answer(made.Questions()[1], "AAA*N**62*C~");

        Assert.Equal(2, made.Questions().Count);
        Assert.Equal(["Lake Mutual gave no answer: the date of service is outside the time the payer answers for"], await made.Tasks());

        // Nor is it lost where the payer cannot be asked for today any more.
        var asked = await made.Asked(made.Visit(await made.Insured(memberId: "M200")));
        await made.Clinic.Sql("UPDATE intake.payers SET verify_by = 'phone'");
        await made.Answer(asked, "AAA*N**63*C~");
        await made.Clinic.DeliverAgain();
        Assert.Equal(["A payer does not answer for a day to come, and could not be asked for today"], (await made.Tasks()).Skip(1));
    }

    [Fact]
    public async Task Another_payer_is_a_task_that_names_it_once_for_all()
    {
        var visit = made.Visit(await made.Insured());
        var question = await made.Asked(visit);
        const string other = "EB*R**30*MA~LS*2120~NM1*PRP*2*MEDICARE PART B*****PI*MCR~PER*IC**TE*8005550100~LE*2120~";
        await made.Answer(question, Active + other);
        await made.Clinic.Sql("UPDATE intake.tasks SET state = 'done'");
        await made.Answer(question, Active + other + "MSG*AGAIN~");

        var task = Assert.Single(await made.Clinic.In((IntakeDb db) => db.Tasks.AsNoTracking().Where(known => known.Title != WantsAuthorization).ToListAsync()));
        Assert.Equal(("coverage", "Another payer: MEDICARE PART B (primary payer)"), (task.Kind, task.Title));
        Assert.EndsWith("Phone 8005550100.", task.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_being_handed_over_when_the_process_died_is_unknown_and_not_asked_twice()
    {
        var visit = made.Visit(await made.Insured());
        await made.Ask(visit);
        using (new KillAt("intake.send-coverage-question.handed-over"))
        {
            await Assert.ThrowsAsync<ProcessKilledException>(() => made.Clinic.RunJobs());
        }

        var question = Assert.Single(made.Questions());
        Directory.Delete(made.Out, recursive: true);
        await made.Clinic.RunJobs();

        Assert.Equal(CheckState.Unknown, await made.StateOf(visit));
        Assert.Empty(made.Questions());

        // It had got there after all.
        await made.Answer(question, Active);
        Assert.Equal(CheckState.Answered, await made.StateOf(visit));
    }

    [Fact]
    public async Task On_a_friday_evening_mondays_visits_are_asked_for()
    {
        made.Visit(await made.Insured(), "2026-03-09");
        made.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 6, 23, 30, 0, TimeSpan.Zero));

        await made.Evening();
        await made.Clinic.RunJobs();

        Assert.Equal(["20260309"], made.Questions().Select(question => question.On));
    }

    [Fact]
    public async Task The_evening_before_every_visit_of_the_next_day_is_asked_for_once()
    {
        var patient = await made.Insured();
        made.Visit(patient, "2026-03-03");
        made.Visit(await made.Insured("Petr", "Dvorak"), "2026-03-03");
        made.Visit(patient, "2026-03-05");

        await made.Evening();
        await made.Clinic.RunJobs();
        Assert.Empty(made.Questions());

        made.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 2, 23, 30, 0, TimeSpan.Zero));
        await made.Evening();
        await made.Evening();
        await made.Clinic.RunJobs();
        Assert.Equal(["20260303", "20260303"], made.Questions().Select(question => question.On));
    }

    [Fact]
    public async Task Thirty_two_who_write_at_once_have_thirty_two_numbers()
    {
        List<Guid> visits = [];
        for (var number = 0; number < 32; number++)
        {
            visits.Add(made.Visit(await made.Insured(memberId: $"M{number:000}")));
        }

        await Task.WhenAll(visits.Select(visit => made.Ask(visit)));
        await made.Clinic.RunJobs();

        var questions = made.Questions();
        Assert.Equal(32, questions.Select(question => question.Control).Distinct().Count());
        Assert.Equal(32, questions.Select(question => question.Trace).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 32).Select(number => $"M{number:000}"), questions.Select(question => question.MemberId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_was_asked_and_answered_is_never_changed()
    {
        var visit = made.Visit(await made.Insured());
        await made.Answer(await made.Asked(visit), Active);
        await using var connection = new NpgsqlConnection(made.Clinic.ConnectionStringOf("clinicops_intake"));
        await connection.OpenAsync(TestContext.Current.CancellationToken);

        foreach (var change in new[] { "UPDATE intake.eligibility_checks SET trace = ''", "UPDATE intake.eligibility_answers SET plan = ''", "DELETE FROM intake.eligibility_benefits", "DELETE FROM intake.clearinghouse_messages", "UPDATE intake.payer_plan_versions SET notes = ''" })
        {
            await using var command = new NpgsqlCommand(change, connection);
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken))).SqlState);
        }
    }

    [Fact]
    public async Task Who_is_not_cleared_for_the_patient_sees_nothing_of_the_coverage()
    {
        var visit = made.Visit(await made.Insured());
        await made.Answer(await made.Asked(visit), Active);
        await made.Clinic.Sql("UPDATE intake.patients SET access_class = 'restricted'");

        await using var scope = made.Clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), []);
        var db = scope.ServiceProvider.GetRequiredService<IntakeDb>();
        Assert.IsType<CoPayAnswer.NotKnown>(await scope.ServiceProvider.GetRequiredService<CoPayDue>().For(visit, TestContext.Current.CancellationToken));
        Assert.Equal((0, 0, 0), (await db.EligibilityChecks.CountAsync(TestContext.Current.CancellationToken), await db.EligibilityAnswers.CountAsync(TestContext.Current.CancellationToken), await db.EligibilityBenefits.CountAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_clearinghouse_over_http_answers_the_same_way()
    {
        using var house = new LoopbackClearinghouse(Active);
        await using var other = await CoverageClinic.Open(cluster, services => services.AddSingleton<IClearinghouse>(house));
        var visit = other.Visit(await other.Insured());

        await other.Ask(visit);
        await other.Clinic.RunJobs();
        await other.Collect();

        Assert.Equal(2000, Assert.IsType<CoPayAnswer.Owed>(await other.CoPay(visit)).Cents);
        Assert.Equal(1, house.Asked);
        Assert.Empty(other.Questions());
    }

    /// <summary>A clearinghouse that answers at once, over HTTP on this machine: what it got is read with the second reader.</summary>
    private sealed class LoopbackClearinghouse : IClearinghouse, IDisposable
    {
        private readonly HttpListener listener = new();
        private readonly HttpClient client = new();
        private readonly string address = $"http://127.0.0.1:{FreePort()}/";
        private readonly List<ReceivedFile> waiting = [];

        public LoopbackClearinghouse(string benefits)
        {
            listener.Prefixes.Add(address);
            listener.Start();
            _ = Serve(benefits);
        }

        public int Asked { get; private set; }

        public async Task<Handover> Send(string name, byte[] question, CancellationToken stopping)
        {
            try
            {
                using var answer = await client.PostAsync(address, new ByteArrayContent(question), stopping);
                waiting.Add(new ReceivedFile(name, await answer.Content.ReadAsByteArrayAsync(stopping)));
                return new Handover.Done();
            }
            catch (HttpRequestException)
            {
                return new Handover.Unknown();
            }
        }

        public Task<IReadOnlyList<ReceivedFile>> Collect(CancellationToken stopping) => Task.FromResult<IReadOnlyList<ReceivedFile>>([.. waiting]);

        public Task Taken(string name, CancellationToken stopping)
        {
            waiting.RemoveAll(file => file.Name == name);
            return Task.CompletedTask;
        }

        public void Dispose()
        {
            listener.Close();
            client.Dispose();
        }

        private static int FreePort()
        {
            using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            socket.Start();
            return ((IPEndPoint)socket.LocalEndpoint).Port;
        }

        private async Task Serve(string benefits)
        {
            while (listener.IsListening)
            {
                HttpListenerContext context;
                try
                {
                    context = await listener.GetContextAsync();
                }
                catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                using var reader = new StreamReader(context.Request.InputStream);
                var question = Reader270.Read(await reader.ReadToEndAsync());
                Asked++;
                await context.Response.OutputStream.WriteAsync(Message271.Of(Message271.Subscriber.Replace("TRACE1", question.Trace, StringComparison.Ordinal) + benefits));
                context.Response.Close();
            }
        }
    }
}
