using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.CareThread;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace ClinicOps.Intake.Tests.Authorizations;

/// <summary>The states of an authorization, its clocks and its tasks, step by step. The clock stands at Monday 2026-03-02; Friday the 6th is a holiday.</summary>
public sealed class WorkOnAuthorizationTests(TestCluster cluster) : IAsyncLifetime
{
    private AuthorizationClinic house = null!;

    public async ValueTask InitializeAsync() => house = await AuthorizationClinic.Open(cluster);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task From_draft_over_submitted_and_pended_to_approved_each_step_is_kept_with_who_how_and_what_changed()
    {
        var id = await house.Start();
        await house.Did(id, new AuthorizationStep.Submit(new Contact(Contact.Portal, "REF-7")));
        Assert.Equal(["decision 2026-03-09 open"], await house.Deadlines(id));

        await house.Did(id, new AuthorizationStep.Pend(new Contact(Contact.Fax), "the last office notes", new DateOnly(2026, 3, 12)));
        Assert.Equal((AuthorizationState.Pended, "The payer asks for: the last office notes"), ((await house.Find(id)).State, (await house.Find(id)).StateReason));

        await house.Did(id, new AuthorizationStep.Respond(new Contact(Contact.Fax, "F-2")));
        await house.Did(id, AuthorizationClinic.Approve(12));

        var found = await house.Find(id);
        Assert.Equal((AuthorizationState.Approved, "PA-1", UnitBasis.Visits, 12m, "REF-7"), (found.State, found.Number, found.UnitBasis, found.UnitsApproved, found.CaseReference));
        Assert.Equal(["decision 2026-03-09 met", "decision 2026-03-09 void", "respond-by 2026-03-12 met"], await house.Deadlines(id));
        Assert.Equal(["started", "submitted", "pended", "responded", "approved"], await house.Clinic.Sql("SELECT what FROM intake.authorization_events ORDER BY number"));
        Assert.Equal(["phone Dora submitted -> approved"], await house.Clinic.Sql(
            "SELECT how || ' ' || person || ' ' || (old->>'State') || ' -> ' || (new->>'State') FROM intake.authorization_events WHERE what = 'approved'"));
    }

    [Theory]
    [InlineData(AuthorizationUrgency.Expedited, "decision 2026-03-05 open")]
    [InlineData(AuthorizationUrgency.Standard, "decision 2026-03-09 open")]
    public async Task The_payers_clock_runs_from_the_submission_by_its_kind_and_the_urgency(string urgency, string deadline)
    {
        var id = await house.Start(AuthorizationClinic.Request() with { Urgency = urgency });

        await house.Did(id, new AuthorizationStep.Submit(new Contact()));

        Assert.Equal([deadline], await house.Deadlines(id));
    }

    [Fact]
    public async Task A_denial_sets_the_clocks_of_the_talk_and_the_appeal_by_the_letter_or_by_the_settings_and_an_appeal_ends_them()
    {
        var id = await house.Start();
        await house.Did(id, new AuthorizationStep.Submit(new Contact()));
        await house.Did(id, new AuthorizationStep.Decide(new Contact(), AuthorizationState.Denied, "", null, null, null, null, new DateOnly(2026, 3, 5), null));
        Assert.Equal(["peer-to-peer 2026-03-05 open", "decision 2026-03-09 met", "appeal 2026-05-01 open"], await house.Deadlines(id));

        await house.Did(id, new AuthorizationStep.Talk(new Contact(Contact.Phone, Person: "Dr. Payer"), DeadlineKind.PeerToPeer));
        await house.Did(id, new AuthorizationStep.AppealSent(new Contact(Contact.Fax)));

        Assert.Equal(["peer-to-peer 2026-03-05 met", "decision 2026-03-09 met", "decision 2026-04-01 open", "appeal 2026-05-01 met"], await house.Deadlines(id));
        Assert.Equal(AuthorizationState.Submitted, (await house.Find(id)).State);

        // In part: the talk that the payer offers has its clock as well.
        var other = await house.Start();
        await house.Did(other, new AuthorizationStep.Submit(new Contact()));
        await house.Did(other, new AuthorizationStep.Decide(new Contact(), AuthorizationState.Partial, "PA-9", UnitBasis.Visits, 3, null, null, new DateOnly(2026, 3, 6), null));
        Assert.Equal(["peer-to-peer 2026-03-06 open", "decision 2026-03-09 met", "appeal 2026-05-01 open"], await house.Deadlines(other));
    }

    [Fact]
    public async Task An_appeal_of_what_is_urgent_is_decided_within_the_hours_of_the_urgent_and_its_clock_follows_the_urgency()
    {
        var id = await house.Start(AuthorizationClinic.Request() with { Urgency = AuthorizationUrgency.Expedited });
        await house.Did(id, AuthorizationClinic.Approve(outcome: AuthorizationState.Denied));
        await house.Did(id, new AuthorizationStep.AppealSent(new Contact(Contact.Fax)));
        Assert.Contains("decision 2026-03-05 open", await house.Deadlines(id));

        await house.Did(id, new AuthorizationStep.Change(AuthorizationClinic.Request(), new RuleAnswer.NotKnown()));
        Assert.Contains("decision 2026-04-01 open", await house.Deadlines(id));
        await house.Did(id, new AuthorizationStep.Change(AuthorizationClinic.Request() with { Urgency = AuthorizationUrgency.Expedited }, new RuleAnswer.NotKnown()));
        Assert.Contains("decision 2026-03-05 open", await house.Deadlines(id));

        // Each kind of payer has a setting of its own.
        var settings = new AuthorizationSettings { Commercial = new PayerPeriods { AppealDecisionExpedited = "3" } };
        Assert.Contains("Intake:Authorizations:Commercial:AppealDecisionExpedited", Assert.Single(settings.Validate(new(new object()))).ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_approved_in_part_stands_while_the_rest_is_appealed_and_when_the_appeal_is_denied()
    {
        var id = await house.Approved(units: 12);
        await house.Did(id, AuthorizationClinic.Approve(8, outcome: AuthorizationState.Partial));
        house.Clinic.Clock.Advance(TimeSpan.FromDays(1));
        await house.Did(id, new AuthorizationStep.AppealSent(new Contact(Contact.Fax)));

        Assert.IsType<Reservation.Held>(await house.Reserve(house.Visits.Add(house.Patient).Id, id));
        house.Clinic.Clock.Advance(TimeSpan.FromDays(1));
        await house.Did(id, AuthorizationClinic.Approve(outcome: AuthorizationState.Denied));

        var stands = await house.Find(id);
        Assert.Equal((AuthorizationState.Partial, "PA-1", 8m), (stands.State, stands.Number, stands.UnitsApproved));
        Assert.Equal((1m, 0m), await house.Taken(id));
        await house.Did(id, AuthorizationClinic.Approve(outcome: AuthorizationState.Denied));
        Assert.Equal(AuthorizationState.Denied, (await house.Find(id)).State);
    }

    [Fact]
    public async Task A_request_made_urgent_after_it_was_sent_has_the_clock_of_the_urgent_from_its_sending()
    {
        var id = await house.Start();
        await house.Did(id, new AuthorizationStep.Submit(new Contact(Contact.Portal)));
        house.Clinic.Clock.Advance(TimeSpan.FromDays(1));
        await house.Did(id, new AuthorizationStep.Change(AuthorizationClinic.Request() with { Urgency = AuthorizationUrgency.Expedited }, new RuleAnswer.Needed("the clinic", new DateOnly(2026, 3, 1))));

        Assert.Equal(["decision 2026-03-05 open", "decision 2026-03-09 void"], await house.Deadlines(id));
    }

    [Fact]
    public async Task Another_payer_has_its_own_clock_from_the_same_sending_with_its_own_task_until_the_change_is_taken_back()
    {
        var id = await house.Start();
        await house.Did(id, new AuthorizationStep.Submit(new Contact(Contact.Portal, "REF-1")));
        house.Clinic.Clock.Advance(TimeSpan.FromDays(2));
        await house.Look();
        Assert.Equal(["chase open: Ask the payer for its decision: 73721 MRI of the knee"], await house.Tasks(id));

        // A commercial payer has 15 days, not 7: nobody asks it for its decision now, and somebody does two business days before.
        var changed = await house.Did(id, new AuthorizationStep.Change(AuthorizationClinic.Request() with { Payer = "Summit Crest" }, new RuleAnswer.NotKnown()));
        Assert.Equal(["decision 2026-03-09 void", "decision 2026-03-17 open"], await house.Deadlines(id));
        await house.Look();
        Assert.Equal(["chase withdrawn: Ask the payer for its decision: 73721 MRI of the knee"], await house.Tasks(id));
        house.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 13, 15, 0, 0, TimeSpan.Zero));
        await house.Look();
        Assert.Equal(["chase withdrawn: Ask the payer for its decision: 73721 MRI of the knee", "chase open: Ask the payer for its decision: 73721 MRI of the knee"], await house.Tasks(id));
        Assert.Equal(["Summit Crest decides by 03/17/2026. Reference REF-1."], await house.Clinic.Sql("SELECT detail FROM intake.tasks WHERE state = 'open'"));

        await house.Undo(id, changed);
        Assert.Equal(["decision 2026-03-09 open", "decision 2026-03-17 void"], await house.Deadlines(id));
        Assert.Equal(["chase open: Ask the payer for its decision: 73721 MRI of the knee", "chase withdrawn: Ask the payer for its decision: 73721 MRI of the knee"], await house.Tasks(id));

        // A day that the former payer named is none of the new one's; of the same payer it stays, whatever plan it is.
        var pended = await house.Start();
        await house.Did(pended, new AuthorizationStep.Submit(new Contact()));
        await house.Did(pended, new AuthorizationStep.Pend(new Contact(), "notes", new DateOnly(2026, 3, 20)));
        await house.Did(pended, new AuthorizationStep.Change(AuthorizationClinic.Request() with { Plan = "Gold" }, new RuleAnswer.NotKnown()));
        Assert.Contains("respond-by 2026-03-20 open", await house.Deadlines(pended));
        await house.Did(pended, new AuthorizationStep.Change(AuthorizationClinic.Request() with { Payer = "Summit Crest" }, new RuleAnswer.NotKnown()));
        Assert.Equal(["respond-by 2026-03-20 void", "respond-by 2026-04-27 open"], (await house.Deadlines(pended)).Skip(1));
    }

    [Fact]
    public async Task A_payer_or_plan_of_another_kind_has_the_clocks_that_run_reckoned_anew_and_what_was_missed_by_the_former_ones_runs_again()
    {
        await house.Clinic.Sql($"INSERT INTO intake.payers (id, name, name_key, electronic_id, kind, verify_by, how_to, answers_future_dates, changed_at) VALUES (gen_random_uuid(), 'Ohio Medicaid', '{Contracts.NameKeys.Number("Ohio Medicaid")}', '', 'medicaid', 'phone', '', true, now())");
        var (sent, pended, denied, appealed, named) = (await house.Start(), await house.Start(), await house.Start(), await house.Start(), await house.Start());
        foreach (var id in new[] { sent, pended, denied, appealed, named })
        {
            await house.Did(id, new AuthorizationStep.Submit(new Contact()));
        }

        await house.Did(pended, new AuthorizationStep.Pend(new Contact(), "notes", null));
        await house.Did(named, new AuthorizationStep.Pend(new Contact(), "notes", new DateOnly(2026, 3, 20)));
        await house.Did(denied, AuthorizationClinic.Approve(outcome: AuthorizationState.Denied));
        await house.Did(appealed, AuthorizationClinic.Approve(outcome: AuthorizationState.Denied));
        await house.Did(appealed, new AuthorizationStep.AppealSent(new Contact()));

        // Friday the 6th is a holiday: five business days end on the 10th.
        await OfKind(PayerKinds.WorkersCompensation);
        Assert.Equal(["decision 2026-03-10 open"], await Open(sent));
        Assert.Equal(["respond-by 2026-03-12 open"], await Open(pended));
        Assert.Equal(["peer-to-peer 2026-03-16 open", "appeal 2026-04-01 open"], await Open(denied));
        Assert.Equal(["decision 2026-04-01 open"], await Open(appealed));
        Assert.Equal(["respond-by 2026-03-20 open"], await Open(named));

        // Missed, and said; then the payer is one that gives 45 days.
        house.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 13, 15, 0, 0, TimeSpan.Zero));
        await house.Look();
        Assert.Contains("chase open: What the payer asked for was not sent in time: 73721 MRI of the knee", await house.Tasks(pended));
        await OfKind(PayerKinds.Commercial);
        Assert.Equal(["respond-by 2026-04-16 open"], await Open(pended));
        Assert.DoesNotContain(await house.Tasks(pended), task => task.StartsWith("chase open", StringComparison.Ordinal));
        Assert.Equal(["decision 2026-03-17 open"], await Open(sent));

        // What is said of its plan counts before; and nothing is set anew where nothing is another.
        await house.Did(sent, new AuthorizationStep.Change(AuthorizationClinic.Request() with { Plan = "Gold" }, new RuleAnswer.NotKnown()));
        var payer = (Guid)(await house.Clinic.Sql("SELECT id FROM intake.payers"))[0]!;
        Assert.IsType<PlanChange.Done>(await house.Clinic.In((ChangePlans change) => change.Save(Guid.CreateVersion7(), payer, null, new PlanSaid("Gold", PlanKinds.All[0].Code, PayerKinds.Medicaid, null, null, "", true), CancellationToken.None)));
        await house.Clinic.RunJobs();
        Assert.Equal(["decision 2026-03-09 open"], await Open(sent));
        var rows = await house.Clinic.Sql("SELECT count(*) FROM intake.authorization_deadlines");
        await house.Look();
        Assert.Equal(rows, await house.Clinic.Sql("SELECT count(*) FROM intake.authorization_deadlines"));

        async Task OfKind(string kind)
        {
            var known = await house.Clinic.In((IntakeDb db) => db.Payers.AsNoTracking().SingleAsync());
            Assert.IsType<PayerChange.Done>(await house.Clinic.In((ChangePayer change) => change.Run(known.Id, known.Version, new PayerSaid(kind, "", VerifyWays.Phone, "", true, null), CancellationToken.None)));
            await house.Clinic.RunJobs();
        }

        async Task<IReadOnlyList<string>> Open(Guid id) => [.. (await house.Deadlines(id)).Where(line => line.EndsWith("open", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task A_holiday_that_staff_enter_for_the_schedule_moves_the_business_days_that_run_at_its_location()
    {
        var id = await house.Start(AuthorizationClinic.Request() with { Payer = "BWC Workers Comp" });
        await house.Did(id, new AuthorizationStep.Submit(new Contact()));
        Assert.Equal(["decision 2026-03-10 open"], await house.Deadlines(id));

        house.Holidays.Add("2026-03-09", TestOrganization.Mesa.Id);
        await house.Look();
        Assert.Equal(["decision 2026-03-10 open"], await house.Deadlines(id));

        house.Holidays.Add("2026-03-09", TestOrganization.Harbor.Id);
        await house.Look();
        Assert.Equal(["decision 2026-03-10 void", "decision 2026-03-11 open"], await house.Deadlines(id));

        // The clocks went forward on the 8th: the day ends at summer's midnight.
        Assert.Equal(["2026-03-12 04:00"], await house.Clinic.Sql("SELECT to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') FROM intake.authorization_deadlines WHERE state = 'open'"));
    }

    [Fact]
    public async Task Working_days_of_orders_and_decisions_leave_out_the_holidays_of_the_schedule()
    {
        // From Monday the 2nd; the Friday is a holiday already.
        var (before, after) = (house.Orders.Add(patient: house.Patient), house.Orders.Add(patient: house.Patient));
        await house.Tell(new OrderTranscribed(before.Id, before.DocumentId, before.PatientId, before.CareThreadId));
        house.Holidays.Add("2026-03-03");
        await house.Tell(new OrderTranscribed(after.Id, after.DocumentId, after.PatientId, after.CareThreadId));
        Assert.Equal(["2026-03-04", "2026-03-05"], await house.Clinic.Sql($"SELECT due::text FROM intake.tasks WHERE order_id IN ('{before.Id}', '{after.Id}') ORDER BY due"));

        var decision = new AuthorizationDecision(Guid.CreateVersion7(), house.Patient, TestOrganization.Harbor.Id, Guid.CreateVersion7(), "denied", null, null, null, null, null, null, null);
        house.Orders.Decisions[decision.DocumentId] = decision;
        await house.Tell(new AuthorizationDecisionRead(decision.DocumentId, house.Patient, decision.CareThreadId));
        Assert.Equal(["2026-03-04"], await house.Clinic.Sql("SELECT due::text FROM intake.tasks WHERE kind = 'decision'"));
    }

    [Fact]
    public async Task What_was_withdrawn_is_not_put_back_beside_another_for_the_same_task()
    {
        var task = await house.AuthorizeTask(house.Orders.Add(patient: house.Patient));
        var first = await house.Start(task: task);
        var withdrawn = await house.Did(first, new AuthorizationStep.Withdraw(new Contact()));
        await house.Start(task: task);

        Assert.IsType<AuthorizationWork.Refused>(await house.Undo(first, withdrawn));
        Assert.Equal(AuthorizationState.Withdrawn, (await house.Find(first)).State);
    }

    [Fact]
    public async Task What_was_done_before_it_was_asked_for_has_the_clock_of_the_retro_window()
    {
        var id = await house.Start(AuthorizationClinic.Request() with { ServiceOn = new DateOnly(2026, 2, 27) });
        Assert.Equal(["retro 2026-03-29 open"], await house.Deadlines(id));

        await house.Did(id, new AuthorizationStep.Submit(new Contact()));

        Assert.Equal(["decision 2026-03-09 open", "retro 2026-03-29 met"], await house.Deadlines(id));
    }

    [Fact]
    public async Task Not_required_says_who_said_so_and_when()
    {
        var id = await house.Start();
        Assert.IsType<AuthorizationWork.Refused>(await house.Step(id, new AuthorizationStep.NotRequired(new Contact(Contact.Phone), null)));

        await house.Did(id, new AuthorizationStep.NotRequired(new Contact(Contact.Phone, "C-55", "Dora"), new DateOnly(2026, 3, 1)));

        var found = await house.Find(id);
        Assert.Equal((AuthorizationState.NotRequired, "Dora", "C-55", new DateOnly(2026, 3, 1)), (found.State, found.NotRequiredBy, found.NotRequiredReference, found.NotRequiredOn!.Value));
    }

    [Theory]
    [InlineData("code", "Changed after the decision (code 73721 → 73722): what the payer decided does not hold for it.")]
    [InlineData("provider", "Changed after the decision (provider Dr. Quill → Dr. Other): what the payer decided does not hold for it.")]
    [InlineData("site", "Changed after the decision (site Harbor → Mesa): what the payer decided does not hold for it.")]
    [InlineData("plan", "Changed after the decision (plan none → Gold): what the payer decided does not hold for it.")]
    public async Task A_change_after_the_approval_reopens_it_with_the_reason_in_words_and_a_task(string what, string reason)
    {
        var id = await house.Approved();
        var request = AuthorizationClinic.Request(what == "code" ? "73722" : "73721");
        request = what switch { "provider" => request with { ProviderName = "Dr. Other" }, "site" => request with { Site = "Mesa" }, "plan" => request with { Plan = "Gold" }, _ => request };

        await house.Did(id, new AuthorizationStep.Change(request, new RuleAnswer.NotKnown()));

        var found = await house.Find(id);
        Assert.Equal((AuthorizationState.Draft, reason, "", null), (found.State, found.StateReason, found.Number, found.UnitsApproved));
        Assert.Equal("PA-1", found.CaseReference);
        Assert.StartsWith("authorize open: Ask the payer anew", Assert.Single(await house.Tasks(id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_to_what_needs_none_by_the_rules_says_so_and_a_change_of_the_day_alone_reopens_nothing()
    {
        var id = await house.Approved();
        await house.Did(id, new AuthorizationStep.Change(AuthorizationClinic.Request() with { ServiceOn = new DateOnly(2026, 3, 20) }, new RuleAnswer.NotKnown()));
        Assert.Equal(AuthorizationState.Approved, (await house.Find(id)).State);

        await house.Did(id, new AuthorizationStep.Change(AuthorizationClinic.Request("99213"), new RuleAnswer.NotNeeded("Medicaid's list", new DateOnly(2026, 1, 15))));

        var found = await house.Find(id);
        Assert.Equal((AuthorizationState.NotRequired, "Medicaid's list", ""), (found.State, found.NotRequiredBy, found.Number));
        Assert.Empty(await house.Tasks(id));
    }

    [Fact]
    public async Task An_approval_does_the_task_that_asked_for_it_and_taken_back_everything_is_as_before()
    {
        var order = house.Orders.Add(patient: house.Patient);
        var task = await house.AuthorizeTask(order);
        var id = await house.Start(task: task);
        await house.Did(id, new AuthorizationStep.Submit(new Contact(Contact.Portal, "REF-1")));
        var before = await house.Find(id);

        var step = await house.Did(id, AuthorizationClinic.Approve(6));
        Assert.Equal(TaskState.Done, await StateOf(task.Id));

        Assert.IsType<AuthorizationWork.Done>(await house.Undo(id, step));

        var after = await house.Find(id);
        Assert.Equal((before.State, before.Number, before.UnitsApproved, before.ValidTo, before.CaseReference, before.SubmittedAt), (after.State, after.Number, after.UnitsApproved, after.ValidTo, after.CaseReference, after.SubmittedAt));
        Assert.Equal(["decision 2026-03-09 open"], await house.Deadlines(id));
        Assert.Equal(TaskState.Open, await StateOf(task.Id));
        Assert.IsType<AuthorizationWork.Refused>(await house.Undo(id, step));
    }

    [Fact]
    public async Task Steps_are_taken_back_one_after_another_down_to_the_draft_and_no_further()
    {
        var id = await house.Start();
        var submitted = await house.Did(id, new AuthorizationStep.Submit(new Contact()));
        var denied = await house.Did(id, new AuthorizationStep.Decide(new Contact(), AuthorizationState.Denied, "", null, null, null, null, null, null));
        Assert.IsType<AuthorizationWork.Refused>(await house.Undo(id, submitted));

        await house.Undo(id, denied);
        await house.Undo(id, submitted);

        Assert.Equal(AuthorizationState.Draft, (await house.Find(id)).State);
        Assert.Equal(["decision 2026-03-09 void", "peer-to-peer 2026-03-16 void", "appeal 2026-05-01 void"], await house.Deadlines(id));
        var started = (await house.Clinic.Sql("SELECT id FROM intake.authorization_events WHERE what = 'started'"))[0];
        Assert.IsType<AuthorizationWork.Refused>(await house.Undo(id, (Guid)started!));
    }

    [Fact]
    public async Task A_second_click_changes_nothing_and_who_was_overtaken_is_told()
    {
        var id = await house.Start();
        var (version, step) = ((await house.Find(id)).Version, Guid.CreateVersion7());
        Task<AuthorizationWork> Click(Guid by) => house.Clinic.In((WorkOnAuthorization work) => work.Run(id, version, by, new AuthorizationStep.Submit(new Contact()), CancellationToken.None));

        Assert.IsType<AuthorizationWork.Done>(await Click(step));
        Assert.IsType<AuthorizationWork.WasDone>(await Click(step));
        Assert.IsType<AuthorizationWork.ChangedMeanwhile>(await Click(Guid.CreateVersion7()));
        Assert.Equal([2L], await house.Clinic.Sql("SELECT count(*) FROM intake.authorization_events"));
    }

    [Theory]
    [InlineData("", 1, UnitBasis.Visits, AuthorizationState.Approved)] // no number
    [InlineData("PA-1", 0, UnitBasis.Visits, AuthorizationState.Approved)]
    [InlineData("PA-1", 3, "boxes", AuthorizationState.Approved)]
    [InlineData("PA-1", null, null, AuthorizationState.Partial)] // in part of what
    [InlineData("PA-1", 1, UnitBasis.Visits, "perhaps")]
    public async Task A_decision_that_lacks_something_is_refused(string number, int? units, string? basis, string outcome)
    {
        var id = await house.Start();

        Assert.IsType<AuthorizationWork.Refused>(await house.Step(id, AuthorizationClinic.Approve(units, basis, number, outcome)));
        Assert.Equal(AuthorizationState.Draft, (await house.Find(id)).State);
    }

    [Fact]
    public async Task A_task_has_one_authorization_and_the_form_sent_twice_starts_one()
    {
        var order = house.Orders.Add(patient: house.Patient);
        var task = await house.AuthorizeTask(order);
        var id = await house.Start(task: task);

        Assert.IsType<Started.Done>(await Start(id, task));
        Assert.Equal(id, Assert.IsType<Started.WasStarted>(await Start(Guid.CreateVersion7(), task)).Id);
        Assert.Equal((order.Id, order.CareThreadId, order.DocumentId), ((await house.Find(id)).OrderId!.Value, (await house.Find(id)).CareThreadId, (await house.Find(id)).DocumentId!.Value));
    }

    [Fact]
    public async Task A_deadline_becomes_one_task_however_often_it_is_looked_at_and_goes_when_it_is_met()
    {
        var id = await house.Start();
        await house.Did(id, new AuthorizationStep.Submit(new Contact(Contact.Portal, "REF-1")));
        await house.Look();
        Assert.Empty(await house.Tasks(id));

        // Due on Monday the 9th; Friday is a holiday: Wednesday the 4th is two business days before.
        house.Clinic.Clock.Advance(TimeSpan.FromDays(2));
        await house.Look();
        await house.Look();
        Assert.Equal(["chase open: Ask the payer for its decision: 73721 MRI of the knee"], await house.Tasks(id));
        Assert.Equal(["Ohio Medicaid decides by 03/09/2026. Reference REF-1."], await house.Clinic.Sql("SELECT detail FROM intake.tasks"));

        var approved = await house.Did(id, AuthorizationClinic.Approve());
        Assert.Equal(["chase withdrawn: Ask the payer for its decision: 73721 MRI of the knee"], await house.Tasks(id));

        await house.Undo(id, approved);
        await house.Look();
        Assert.Equal(["chase open: Ask the payer for its decision: 73721 MRI of the knee"], await house.Tasks(id));
    }

    [Fact]
    public async Task The_clinics_own_deadline_that_passed_is_missed_and_the_payers_goes_on()
    {
        var id = await house.Start();
        await house.Did(id, new AuthorizationStep.Submit(new Contact()));
        var other = await house.Start();
        await house.Did(other, new AuthorizationStep.Submit(new Contact()));
        await house.Did(other, new AuthorizationStep.Pend(new Contact(), "notes", new DateOnly(2026, 3, 9)));

        // New York's day of the 9th ends at 04:00 UTC of the 10th.
        house.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 10, 3, 59, 0, TimeSpan.Zero));
        await house.Look();
        Assert.Equal(["decision 2026-03-09 void", "respond-by 2026-03-09 open"], await house.Deadlines(other));

        house.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 10, 4, 0, 0, TimeSpan.Zero));
        await house.Look();
        Assert.Equal(["decision 2026-03-09 void", "respond-by 2026-03-09 missed"], await house.Deadlines(other));
        Assert.Equal(["decision 2026-03-09 open"], await house.Deadlines(id));

        await house.Did(id, AuthorizationClinic.Approve());
        Assert.Equal(["decision 2026-03-09 missed"], await house.Deadlines(id));
    }

    [Fact]
    public async Task A_deadline_whose_task_was_done_and_of_which_nothing_came_is_asked_for_again_and_one_that_passed_is_a_task()
    {
        var id = await house.Start();
        await house.Did(id, new AuthorizationStep.Submit(new Contact(Contact.Portal, "REF-1")));
        house.Clinic.Clock.Advance(TimeSpan.FromDays(2));
        await house.Look();

        // "Still pending", said the payer on Wednesday the 4th. Friday is a holiday: two business days later is Monday.
        await house.Clinic.Sql("UPDATE intake.tasks SET state = 'done', closed_at = '2026-03-04T15:00Z'");
        house.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 8, 15, 0, 0, TimeSpan.Zero));
        await house.Look();
        Assert.Single(await house.Tasks(id));
        house.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 9, 15, 0, 0, TimeSpan.Zero));
        await house.Look();
        await house.Look();
        Assert.Equal(["chase done: Ask the payer for its decision: 73721 MRI of the knee", "chase open: Ask the payer for its decision: 73721 MRI of the knee"], await house.Tasks(id));

        house.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 10, 15, 0, 0, TimeSpan.Zero));
        await house.Look();
        await house.Look();
        Assert.Equal("chase open: The payer is late with its decision: 73721 MRI of the knee", (await house.Tasks(id))[2]);
        Assert.Equal(["Ohio Medicaid had until 03/09/2026. Ask for a supervisor, or complain to who oversees it. Reference REF-1."], await house.Clinic.Sql("SELECT detail FROM intake.tasks WHERE title LIKE 'The payer is late%'"));

        var pended = await house.Did(id, new AuthorizationStep.Pend(new Contact(), "notes", new DateOnly(2026, 3, 11)));
        Assert.Equal(2, (await house.Tasks(id)).Count(task => task.StartsWith("chase withdrawn", StringComparison.Ordinal)));
        await house.Undo(id, pended);
        Assert.Equal(2, (await house.Tasks(id)).Count(task => task.StartsWith("chase open", StringComparison.Ordinal)));
        await house.Did(id, new AuthorizationStep.Pend(new Contact(), "notes", new DateOnly(2026, 3, 11)));

        // Nobody sent it.
        house.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 12, 15, 0, 0, TimeSpan.Zero));
        await house.Look();
        Assert.Contains("chase open: What the payer asked for was not sent in time: 73721 MRI of the knee", await house.Tasks(id));
        await house.Did(id, new AuthorizationStep.Respond(new Contact()));
        Assert.DoesNotContain(await house.Tasks(id), task => task.StartsWith("chase open: What the payer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_a_draft_when_its_day_came_is_asked_for_afterwards()
    {
        var named = await house.Start(AuthorizationClinic.Request() with { ServiceOn = new DateOnly(2026, 3, 4) });
        var order = house.Orders.Add(patient: house.Patient);
        var booked = await house.Start(task: await house.AuthorizeTask(order));
        var visit = house.Visits.Add(house.Patient, new DateTimeOffset(2026, 3, 4, 15, 0, 0, TimeSpan.Zero), task: (await house.AuthorizeTask(order, TaskKinds.Schedule)).Id);
        await house.Look();
        Assert.Empty(await house.Deadlines(named));

        house.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 5, 15, 0, 0, TimeSpan.Zero));
        await house.Look();
        Assert.Empty(await house.Deadlines(booked));
        house.Visits.Put(visit with { State = VisitStates.Done });
        await house.Look();
        await house.Look();

        Assert.Equal(["retro 2026-04-03 open"], await house.Deadlines(named));
        Assert.Equal(["retro 2026-04-03 open"], await house.Deadlines(booked));
    }

    [Fact]
    public async Task The_clocks_go_by_the_kind_that_staff_set_on_the_payer_and_by_its_name_only_where_none_is_set()
    {
        await house.Clinic.Sql($"INSERT INTO intake.payers (id, name, name_key, electronic_id, kind, verify_by, how_to, answers_future_dates, changed_at) VALUES (gen_random_uuid(), 'Ohio Medicaid', '{Contracts.NameKeys.Number("Ohio Medicaid")}', '', 'commercial', 'phone', '', true, now())");
        var (registered, told) = (await house.Start(), await house.Start(AuthorizationClinic.Request() with { Payer = "Medicaid of Maine" }));
        await house.Did(registered, new AuthorizationStep.Submit(new Contact()));
        await house.Did(told, new AuthorizationStep.Submit(new Contact()));

        Assert.Equal(["decision 2026-03-17 open"], await house.Deadlines(registered));
        Assert.Equal(["decision 2026-03-09 open"], await house.Deadlines(told));
    }

    [Fact]
    public async Task An_order_whose_code_a_rule_names_is_authorized_first_and_one_corrected_to_another_code_asks_for_the_request_to_be_changed()
    {
        await house.Clinic.Edit(house.Patient, new PatientDetails { Payer = "Ohio Medicaid", MemberId = "M1" });
        await house.Clinic.Sql("INSERT INTO intake.authorization_rules (id, payer, codes, site, number, is_needed, said_by, said_on, is_removed, at) VALUES (gen_random_uuid(), 'Medicaid', '73700-73799', '*', 1, true, 'its list', '2026-01-02', false, now())");
        var order = house.Orders.Add(patient: house.Patient);
        await house.Tell(new OrderTranscribed(order.Id, order.DocumentId, order.PatientId, order.CareThreadId));
        var free = house.Orders.Add(patient: house.Patient) with { Code = "71046" };
        house.Orders.Put(free);
        await house.Tell(new OrderTranscribed(free.Id, free.DocumentId, free.PatientId, free.CareThreadId));
        Assert.Equal(["authorize", "schedule"], await house.Clinic.Sql($"SELECT kind FROM intake.tasks WHERE order_id = '{order.Id}' ORDER BY kind"));
        Assert.Equal(["schedule"], await house.Clinic.Sql($"SELECT kind FROM intake.tasks WHERE order_id = '{free.Id}' ORDER BY kind"));

        var asked = await house.Clinic.In((IntakeDb db) => db.Tasks.AsNoTracking().SingleAsync(task => task.OrderId == order.Id && task.Kind == TaskKinds.Authorize));
        var id = await house.Approved(task: asked);
        house.Orders.Put(order with { Code = "73723" });
        await house.Tell(new OrderTranscribed(order.Id, order.DocumentId, order.PatientId, order.CareThreadId));
        Assert.Equal(["authorize open: The order has another code now: 73721 MRI of the knee"], await house.Tasks(id));

        // Corrected back: nobody need; and again: the changed request does it.
        house.Orders.Put(order);
        await house.Tell(new OrderTranscribed(order.Id, order.DocumentId, order.PatientId, order.CareThreadId));
        Assert.Equal(["authorize withdrawn: The order has another code now: 73721 MRI of the knee"], await house.Tasks(id));
        house.Orders.Put(order with { Code = "73723" });
        await house.Tell(new OrderTranscribed(order.Id, order.DocumentId, order.PatientId, order.CareThreadId));
        await house.Did(id, new AuthorizationStep.Change(AuthorizationClinic.Request("73723"), new RuleAnswer.NotKnown()));
        Assert.DoesNotContain(await house.Tasks(id), task => task.StartsWith("authorize open: The order has another code", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Approved_codes_are_kept_apart_from_those_asked_for()
    {
        var id = await house.Start(AuthorizationClinic.Request("97110", "97140"));
        var decided = AuthorizationClinic.Approve(12) with { Codes = ["97110"] };

        Assert.Contains("97140", Assert.IsType<AuthorizationWork.Refused>(await house.Step(id, decided)).Why, StringComparison.Ordinal);
        var partial = await house.Did(id, decided with { Outcome = AuthorizationState.Partial });
        Assert.Equal(["97110"], (await house.Find(id)).ApprovedCodes);
        Assert.Equal(2, (await house.Find(id)).Codes.Count);
        await house.Undo(id, partial);
        Assert.Empty((await house.Find(id)).ApprovedCodes);
    }

    [Fact]
    public async Task A_care_thread_says_that_the_payer_is_waited_for_and_since_when()
    {
        var id = await house.Start();
        Assert.Null(await Waited(id));
        await house.Did(id, new AuthorizationStep.Submit(new Contact()));
        Assert.Equal(("Ohio Medicaid decides on 73721 MRI of the knee", new DateOnly(2026, 3, 2)), await Waited(id) is { } waited ? (waited.Words, waited.Since) : default);
        await house.Did(id, AuthorizationClinic.Approve());
        Assert.Null(await Waited(id));
    }

    [Fact]
    public async Task An_authorization_has_expired_once_its_last_day_is_over_where_it_is_used()
    {
        var id = await house.Approved();
        house.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 6, 1, 3, 0, 0, TimeSpan.Zero)); // 05/31, 23:00 in New York
        await house.Look();
        Assert.Equal(AuthorizationState.Approved, (await house.Find(id)).State);

        house.Clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 6, 1, 4, 0, 0, TimeSpan.Zero));
        await house.Look();
        Assert.Equal(AuthorizationState.Expired, (await house.Find(id)).State);
        Assert.Equal(["expired"], await house.Clinic.Sql("SELECT what FROM intake.authorization_events ORDER BY number DESC LIMIT 1"));
    }

    [Fact]
    public async Task A_patient_out_of_sight_has_authorizations_out_of_sight_and_one_of_another_location_cannot_be_worked_on()
    {
        var id = await house.Start();
        await using (var elsewhere = house.Clinic.Services.CreateAsyncScope())
        {
            elsewhere.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), [TestOrganization.Mesa.Id]);
            Assert.Null(await elsewhere.ServiceProvider.GetRequiredService<ListAuthorizations>().Find(id, CancellationToken.None));
            Assert.IsType<AuthorizationWork.Unknown>(await elsewhere.ServiceProvider.GetRequiredService<WorkOnAuthorization>().Run(id, 1, Guid.CreateVersion7(), new AuthorizationStep.Submit(new Contact()), CancellationToken.None));
        }

        await house.Clinic.Sql("UPDATE intake.patients SET access_class = 'restricted'");
        await using var closed = house.Clinic.Services.CreateAsyncScope();
        closed.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), []);
        Assert.Null(await closed.ServiceProvider.GetRequiredService<ListAuthorizations>().Find(id, CancellationToken.None));
        Assert.Empty(await closed.ServiceProvider.GetRequiredService<ListAuthorizations>().Rows(ListAuthorizations.Open, CancellationToken.None));
    }

    [Theory]
    [InlineData("UPDATE intake.authorization_events SET comment = 'x'")]
    [InlineData("DELETE FROM intake.authorization_events")]
    [InlineData("UPDATE intake.authorization_uses SET units = 1")]
    [InlineData("DELETE FROM intake.authorization_uses")]
    [InlineData("UPDATE intake.authorization_rules SET is_needed = false")]
    public async Task The_history_the_uses_and_the_rules_only_grow(string sql)
    {
        await using var connection = new NpgsqlConnection(house.Clinic.ConnectionStringOf(DatabaseAccess.RoleOf("intake")));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
    }

    private async Task<WaitedFor?> Waited(Guid id) => WaitedFor.Of((await house.Clinic.In((ListAuthorizations list) => list.Find(id, CancellationToken.None)))!);

    private Task<Started> Start(Guid id, StaffTask task) =>
        house.Clinic.In((StartAuthorization start) => start.Run(id, house.Patient, TestOrganization.Harbor.Id, task, AuthorizationClinic.Request(), CancellationToken.None));

    private Task<string> StateOf(Guid task) => house.Clinic.In((IntakeDb db) => db.Tasks.Where(t => t.Id == task).Select(t => t.State).SingleAsync());
}
