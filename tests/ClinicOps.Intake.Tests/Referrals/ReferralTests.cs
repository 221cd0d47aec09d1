using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ClinicOps.Intake.Tests.Referrals;

/// <summary>Referrals both ways: started, asked for, read of documents, chased, and the visits that count under them.</summary>
public sealed class ReferralTests(TestCluster cluster) : IAsyncLifetime
{
    private ReferralClinic house = null!;

    public async ValueTask InitializeAsync() => house = await ReferralClinic.Open(cluster);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task A_refer_task_has_one_referral_that_sending_does_and_taking_back_opens_again()
    {
        var task = await house.ReferTask();
        var id = await house.Start(task: task);
        Assert.Equal(id, Assert.IsType<ReferralStarted.WasStarted>(await Begin(Guid.CreateVersion7(), task)).Id);
        Assert.Equal(id, Assert.IsType<ReferralStarted.Done>(await Begin(id, task)).Id);

        var (step, version) = (Guid.CreateVersion7(), (await house.Find(id)).Version);
        Assert.IsType<ReferralWork.Done>(await Send(id, version, step));
        Assert.IsType<ReferralWork.WasDone>(await Send(id, version, step));
        Assert.IsType<ReferralWork.ChangedMeanwhile>(await Send(id, version, Guid.CreateVersion7()));
        Assert.StartsWith("refer done", Assert.Single(await house.Tasks()), StringComparison.Ordinal);

        var attempt = await house.Did(id, new ReferralStep.Attempt(new Contact(Contact.Phone, Person: "Dora"), AttemptOutcome.Message));
        Assert.IsType<ReferralWork.Refused>(await house.Undo(id, step));
        Assert.IsType<ReferralWork.Done>(await house.Undo(id, attempt));
        Assert.IsType<ReferralWork.Done>(await house.Undo(id, step));
        Assert.Equal(ReferralState.Draft, await house.StateOf(id));
        Assert.StartsWith("refer open", Assert.Single(await house.Tasks()), StringComparison.Ordinal);
        Assert.Equal(["started", "sent", "attempted", "undone", "undone"], await house.Clinic.Sql($"SELECT what FROM intake.referral_events WHERE referral_id = '{id}' ORDER BY number"));
    }

    [Fact]
    public async Task What_nobody_sent_goes_with_its_order_and_what_was_sent_is_a_task()
    {
        var (unsent, sent) = (await house.ReferTask(), await house.ReferTask());
        var (draft, gone) = (await house.Start(task: unsent), await house.Start(task: sent));
        await house.Did(gone, new ReferralStep.Send(new Contact(Contact.Fax)));

        foreach (var task in new[] { unsent, sent })
        {
            house.Orders.Remove(task.OrderId!.Value);
            await house.Tell(new OrderWithdrawn(task.OrderId.Value, task.DocumentId!.Value, task.CareThreadId));
        }

        await house.Clinic.DeliverAgain();
        Assert.Equal((ReferralState.Withdrawn, ReferralState.Sent), (await house.StateOf(draft), await house.StateOf(gone)));
        Assert.Single(await house.Tasks(), task => task.StartsWith("undo open", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_many_who_take_a_step_at_once_one_does()
    {
        var id = await house.Start();
        var version = (await house.Find(id)).Version;

        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Send(id, version, Guid.CreateVersion7())));

        Assert.Single(all.OfType<ReferralWork.Done>());
        Assert.Equal(5, all.OfType<ReferralWork.ChangedMeanwhile>().Count());
    }

    [Fact]
    public async Task The_history_only_grows()
    {
        await house.Start();

        foreach (var sql in new[] { "UPDATE intake.referral_events SET comment = 'other'", "DELETE FROM intake.referral_events", "DELETE FROM intake.referral_uses" })
        {
            await Assert.ThrowsAnyAsync<Exception>(() => house.Clinic.In((IntakeDb db) => db.Database.ExecuteSqlRawAsync(sql)));
        }
    }

    [Fact]
    public async Task Who_is_needed_from_the_pcp_is_a_task_at_once_and_each_age_another_one_until_somebody_moves_it()
    {
        var id = await house.Start(new ReferralRequest("Ana Maro, DO", "", "Cardiology", "", "", "routine", "Ohio Medicaid", []), ReferralDirection.In);
        Assert.Equal(["refer open: Ask the PCP for the referral: Cardiology"], await house.Tasks());

        await house.Did(id, new ReferralStep.Ask(new Contact(Contact.Fax)));
        await house.Chase();
        Assert.Equal(["refer done: Ask the PCP for the referral: Cardiology"], await house.Tasks());

        // Asked on a Monday: the third business day is Thursday.
        house.Clinic.Clock.Advance(TimeSpan.FromDays(2));
        await house.Chase();
        Assert.Single(await house.Tasks());
        house.Clinic.Clock.Advance(TimeSpan.FromDays(1));
        await house.Chase();
        await house.Chase();
        Assert.Equal("chase open: Ask the PCP again for the referral: Cardiology", (await house.Tasks())[^1]);
        Assert.Equal((house.Clinic.Clock.GetUtcNow(), null), ((await house.Find(id)).ChangedAt, (await house.Find(id)).ChangedBy));

        await house.Did(id, new ReferralStep.Attempt(new Contact(Contact.Phone), AttemptOutcome.NoAnswer));
        Assert.Equal("chase done: Ask the PCP again for the referral: Cardiology", (await house.Tasks())[^1]);
        Assert.Equal(new DateOnly(2026, 3, 10), (await house.Find(id)).ChaseOn);

        // Done without a step: it is waited for all the same.
        house.Clinic.Clock.Advance(TimeSpan.FromDays(5));
        await house.Chase();
        await house.Clinic.Sql("UPDATE intake.tasks SET state = 'done'");
        await house.Chase();
        Assert.Equal(new DateOnly(2026, 3, 13), (await house.Find(id)).ChaseOn);
    }

    [Theory]
    [InlineData("routine", "2026-03-11")] // seven business days
    [InlineData("urgent", "2026-03-03")]
    public async Task What_was_sent_is_asked_after_by_its_urgency_and_the_note_after_the_appointment(string urgency, string asked)
    {
        var id = await house.Sent(ReferralClinic.ToKeller with { Urgency = urgency });
        Assert.Equal(IntakeClinic.Date(asked), (await house.Find(id)).ChaseOn);

        await house.Did(id, new ReferralStep.Book(new Contact(), new DateOnly(2026, 3, 16)));
        Assert.Equal(new DateOnly(2026, 3, 30), (await house.Find(id)).ChaseOn);
        await house.Did(id, new ReferralStep.Close(new Contact(Comment: "The patient moved away")));
        Assert.Null((await house.Find(id)).ChaseOn);
    }

    [Fact]
    public async Task A_referral_in_the_record_is_one_to_this_clinic_and_accepting_it_does_its_task()
    {
        var read = house.FromMaro();
        var order = house.Orders.Add("referral", patient: house.Patient) with { DocumentId = read.DocumentId };
        house.Orders.Put(order);
        await house.Tell(new OrderTranscribed(order.Id, read.DocumentId, house.Patient, read.CareThreadId));
        await house.Read(read);
        await house.Clinic.DeliverAgain();

        var referral = await house.Clinic.In((IntakeDb db) => db.Referrals.AsNoTracking().SingleAsync());
        Assert.Equal((ReferralState.Received, "Ana Maro, DO", "urgent", 3, "R-7", read.CareThreadId), (referral.State, referral.Provider, referral.Urgency, referral.VisitsAllowed!.Value, referral.Number, referral.CareThreadId));

        await house.Read(read with { Visits = 6 });
        Assert.Equal(6, (await house.Find(referral.Id)).VisitsAllowed);
        await house.Did(referral.Id, new ReferralStep.Accept(new Contact(), new ReferralGrant("R-7", read.ValidFrom, read.ValidTo, 6)));
        Assert.Equal(["refer done: Refer: MRI of the knee, right"], await house.Tasks());

        await house.Read(read with { Visits = 2 });
        Assert.Equal((ReferralState.Accepted, 6, "Its document was corrected since: compare it with what stands here."), ((await house.Find(referral.Id)).State, (await house.Find(referral.Id)).VisitsAllowed!.Value, (await house.Find(referral.Id)).StateReason));
    }

    [Fact]
    public async Task Its_document_gone_it_goes_along_or_is_a_task_where_somebody_decided_on_it()
    {
        var read = house.FromMaro();
        await house.Read(read);
        var right = await house.Clinic.Register(IntakeClinic.Person("Bea", "Quartz"));
        await house.Read(read with { PatientId = right });
        Assert.Equal([$"received {right}", $"withdrawn {house.Patient}"], await house.Clinic.Sql("SELECT state || ' ' || patient_id FROM intake.referrals ORDER BY state"));

        await house.Read(read);
        var id = (Guid)(await house.Clinic.Sql($"SELECT id FROM intake.referrals WHERE patient_id = '{house.Patient}'"))[0]!;
        Assert.Equal(ReferralState.Received, await house.StateOf(id));
        await house.Did(id, new ReferralStep.Accept(new Contact(), new ReferralGrant("R-7", null, null, 3)));
        house.Documents.Referrals.Clear();
        await house.Tell(new ReferralWithdrawn(read.DocumentId, read.CareThreadId));
        await house.Clinic.DeliverAgain();

        Assert.Equal(ReferralState.Accepted, await house.StateOf(id));
        Assert.Equal(["undo open: The document of a referral has left the record: Cardiology, Palpitations"], await house.Tasks());
    }

    [Fact]
    public async Task What_was_asked_of_the_pcp_is_what_comes_and_is_asked_for_again_when_that_was_not_it()
    {
        var id = await house.Start(new ReferralRequest("Dr. Maro", "", "", "", "", "routine", "Ohio Medicaid", []), ReferralDirection.In);
        await house.Did(id, new ReferralStep.Ask(new Contact(Contact.Fax)));
        var read = house.FromMaro();

        await house.Read(read);
        Assert.Equal((ReferralState.Received, read.DocumentId, read.CareThreadId), ((await house.Find(id)).State, (await house.Find(id)).DocumentId!.Value, (await house.Find(id)).DocumentThreadId!.Value));

        house.Documents.Referrals.Clear();
        await house.Tell(new ReferralWithdrawn(read.DocumentId, read.CareThreadId));
        Assert.Equal((ReferralState.Requested, null), ((await house.Find(id)).State, (await house.Find(id)).DocumentId));

        // Of another PCP: one of its own.
        await house.Read(house.FromMaro() with { ReferringProvider = "Lee Roy" });
        Assert.Equal(ReferralState.Requested, await house.StateOf(id));
        Assert.Equal([2L], await house.Clinic.Sql("SELECT count(*) FROM intake.referrals"));
    }

    [Fact]
    public async Task Visits_count_as_they_are_booked_and_done_and_are_given_back_and_never_more_than_allowed()
    {
        var id = await house.Accepted(visits: 2, new DateOnly(2026, 3, 1), new DateOnly(2026, 5, 31));
        var (first, second, third) = (house.Visits.Add(house.Patient), house.Visits.Add(house.Patient), house.Visits.Add(house.Patient));
        foreach (var visit in new[] { first, second, third })
        {
            await Booked(visit);
            await Booked(visit);
        }

        Assert.Equal(2, await Counted(id));
        Assert.Equal("refer open: A visit is not covered by the referral: Palpitations", (await house.Tasks())[^1]);

        house.Visits.Put(first with { State = VisitStates.Cancelled });
        await house.Tell(new AppointmentCancelled(first.Id, house.Patient, first.LocationId, null, null));
        Assert.Equal(1, await Counted(id));
        await Booked(third);
        house.Visits.Put(second with { State = VisitStates.Done });
        await house.Clinic.In((UseUnits use) => use.Run(new UnitsToUse(), new Kernel.Jobs.JobMessage(Guid.CreateVersion7(), "test"), CancellationToken.None));
        var row = (await house.Clinic.In((ListReferrals list) => list.Find(id, CancellationToken.None)))!;
        Assert.Equal((1, 1, 0), (row.Booked, row.Done, row.Left!.Value));

        // Taken off by a person, no machine counts it again.
        Assert.True(await AsUser((CountVisits count) => count.Release(third.Id, id, CancellationToken.None)));
        await Booked(third);
        Assert.Equal(1, await Counted(id));
        Assert.Equal(VisitCounted.Counted, await AsUser((CountVisits count) => count.Count(third.Id, id, CancellationToken.None)));
        Assert.Equal(VisitCounted.NoneLeft, await AsUser((CountVisits count) => count.Count(house.Visits.Add(house.Patient).Id, id, CancellationToken.None)));
    }

    [Fact]
    public async Task Of_many_visits_at_once_no_more_count_than_are_allowed()
    {
        var id = await house.Accepted(visits: 3);
        var booked = Enumerable.Range(0, 8).Select(_ => house.Visits.Add(house.Patient)).ToList();

        await Task.WhenAll(booked.Select(visit => house.Clinic.In((CountVisits count) => count.Count(visit.Id, id, CancellationToken.None))));

        Assert.Equal(3, await Counted(id));
    }

    [Fact]
    public async Task Visits_booked_before_count_once_it_is_accepted_and_each_under_one_of_two_that_fit_and_none_on_other_days()
    {
        var visit = house.Visits.Add(house.Patient);
        await Booked(visit);
        var id = await house.Accepted(visits: 2);
        Assert.Equal(1, await Counted(id));
        await house.Did(id, new ReferralStep.Decline(new Contact(Comment: "The plan says no")));
        await house.Clinic.RunJobs();
        Assert.Equal(0, await Counted(id));

        var past = await house.Accepted(visits: 2, to: new DateOnly(2026, 3, 5));
        var (one, other) = (await house.Accepted(visits: null), await house.Accepted(visits: null));
        var later = house.Visits.Add(house.Patient);
        await Booked(later);
        Assert.Equal(0, await Counted(past));
        Assert.Equal(2, await Counted(one) + await Counted(other)); // the earlier visit, and the later one, each once
    }

    [Fact]
    public async Task Sending_keeps_by_which_way_where_to_by_which_reference_and_which_packet_of_its_own()
    {
        var (id, other) = (await house.Start(), await house.Start());
        async Task<Guid> Packet(Guid of)
        {
            var packet = Guid.CreateVersion7();
            await house.Clinic.Sql($"INSERT INTO intake.referral_packets (id, referral_id, patient_id, document_ids, pages, blob_hash, at) VALUES ('{packet}', '{of}', '{house.Patient}', '{{}}', 3, '00', now())");
            return packet;
        }

        var (own, foreign) = (await Packet(id), await Packet(other));
        var send = new ReferralStep.Send(new Contact(Contact.Fax, "report 17", "Ms. Lee"));
        Assert.Equal("That packet is not of this referral.", Assert.IsType<ReferralWork.Refused>(await house.Step(id, send with { Sending = new Sending("(419) 555-0155", foreign) })).Why);
        var step = await house.Did(id, send with { Sending = new Sending("(419) 555-0155", own) });
        Assert.Equal([$"sent fax (419) 555-0155 report 17 Ms. Lee {own}"], await house.Clinic.Sql($"SELECT concat_ws(' ', what, how, sent_to, reference, person, packet_id) FROM intake.referral_events WHERE id = '{step}'"));
        await Assert.ThrowsAnyAsync<Exception>(() => house.Clinic.In((IntakeDb db) => db.ReferralPackets.ExecuteDeleteAsync()));
    }

    [Fact]
    public async Task The_letter_to_the_PCP_says_whom_whose_plan_and_what_for_and_once_it_has_left_the_referral_is_asked_for()
    {
        await house.Clinic.Sql("UPDATE intake.patients SET pcp = 'Ana Maro, DO', pcp_practice = 'Lake Clinic', pcp_fax = '(419) 555-0102'");
        var id = await house.Start(new ReferralRequest("Ana Maro DO", "", "Cardiology", "Palpitations", "R00.2", "routine", "Ohio Medicaid", []), ReferralDirection.In);
        var task = (Guid)(await house.Clinic.Sql($"SELECT id FROM intake.tasks WHERE referral_id = '{id}'"))[0]!;
        Task<ReferralAsk> Ask(Guid? of) => house.Clinic.In((IReferralAsks asks) => asks.Find(house.Patient, of, CancellationToken.None));
        var asked = new ReferralAsk("Ana Maro, DO\nLake Clinic\nFax (419) 555-0102", "Ohio Medicaid, member id OM1", "Cardiology, Palpitations, R00.2") { PcpName = "Ana Maro, DO", PcpFax = "(419) 555-0102" };
        Assert.Equal(asked, await Ask(task));
        Assert.Equal(asked with { Reason = null }, await Ask(null));

        // Another PCP than the record's has no number of theirs.
        await house.Clinic.Sql($"UPDATE intake.referrals SET provider = 'Lee Roy, MD', practice = 'Bay Clinic' WHERE id = '{id}'");
        Assert.Equal(("Lee Roy, MD\nBay Clinic", null), ((await Ask(task)).Pcp, (await Ask(task)).PcpFax));

        // Where one of them has no name, the practice says whether it is the same.
        await house.Clinic.Sql($"UPDATE intake.referrals SET provider = '', practice = 'Bay Clinic' WHERE id = '{id}'");
        Assert.Equal("Bay Clinic", (await Ask(task)).Pcp);
        await house.Clinic.Sql("UPDATE intake.patients SET pcp = NULL");
        Assert.Equal("Bay Clinic", (await Ask(task)).Pcp);
        await house.Clinic.Sql($"UPDATE intake.referrals SET practice = 'lake clinic' WHERE id = '{id}'");
        Assert.Equal("Lake Clinic\nFax (419) 555-0102", (await Ask(task)).Pcp);

        // A plan that has run out is not named: the one that is valid today, else the payer alone where the referral names it.
        await house.Clinic.Sql("UPDATE intake.patient_coverages SET valid_to = '2026-03-01'");
        Assert.Equal(("Ohio Medicaid", null), ((await Ask(task)).Plan, (await Ask(null)).Plan));
        await house.Clinic.Insert("intake.patient_coverages", ("patient_id", house.Patient), ("payer", "Ohio Medicaid"), ("member_id", "OM2"), ("member_key", "OM2"), ("rank", 2), ("valid_from", "2026-03-01"));
        Assert.Equal(("Ohio Medicaid, member id OM2", "Ohio Medicaid, member id OM2"), ((await Ask(task)).Plan, (await Ask(null)).Plan));

        async Task Left(string template)
        {
            var letter = new LetterSummary(Guid.CreateVersion7(), house.Patient, task, "A letter", "approved", house.Clinic.Clock.GetUtcNow()) { Template = template };
            house.Letters.All.Add(letter);
            house.Clinic.Clock.Advance(TimeSpan.FromHours(1));
            await house.Tell(new LetterSent(letter.Id, Guid.CreateVersion7(), house.Patient, TestOrganization.Harbor.Id, Guid.CreateVersion7()));
        }

        await Left("free-letter");
        Assert.Equal(ReferralState.Needed, await house.StateOf(id));
        await Left(OnReferralLetterSent.Request);
        await house.Clinic.DeliverAgain();
        Assert.Equal(ReferralState.Requested, await house.StateOf(id));
        Assert.Equal(["letter "], await house.Clinic.Sql($"SELECT how || ' ' || sent_to FROM intake.referral_events WHERE referral_id = '{id}' AND what = 'asked'"));
        Assert.Equal(["done"], await house.Clinic.Sql($"SELECT state FROM intake.tasks WHERE id = '{task}'"));

        // What came meanwhile is not asked for by a letter that leaves late.
        await house.Did(id, new ReferralStep.Accept(new Contact(), new ReferralGrant("R-1", null, null, 3)));
        await Left(OnReferralLetterSent.Request);
        Assert.Equal(ReferralState.Accepted, await house.StateOf(id));
    }

    [Fact]
    public async Task Who_sent_a_referral_that_this_clinic_declines_is_told_once_and_not_where_that_is_taken_back()
    {
        await house.Read(house.FromMaro());
        var id = (Guid)(await house.Clinic.Sql("SELECT id FROM intake.referrals"))[0]!;
        var step = await house.Did(id, new ReferralStep.Decline(new Contact(Comment: "No slot before autumn")));
        Assert.Equal(["tell open: Ana Maro, DO. No slot before autumn"], await house.Clinic.Sql($"SELECT kind || ' ' || state || ': ' || detail FROM intake.tasks WHERE reason = '{ReferralTasks.Declined}'"));
        await house.Undo(id, step);
        Assert.Equal(["withdrawn"], await house.Clinic.Sql($"SELECT state FROM intake.tasks WHERE reason = '{ReferralTasks.Declined}'"));

        // One that is only asked for, and that the PCP does not give: nobody waits for an answer.
        var asked = await house.Start(direction: ReferralDirection.In);
        await house.Did(asked, new ReferralStep.Decline(new Contact(Comment: "The PCP gives none")));
        Assert.Equal([1L], await house.Clinic.Sql($"SELECT count(*) FROM intake.tasks WHERE reason = '{ReferralTasks.Declined}'"));
    }

    [Fact]
    public async Task The_coding_of_a_visit_under_a_referral_of_the_PCP_has_their_NPI_filled_in()
    {
        await house.Clinic.Sql("UPDATE intake.patients SET pcp = 'Ana Maro, D.O.', pcp_npi = '1234567893'");
        await house.Accepted(visits: 2);
        var visit = house.Visits.Add(house.Patient);
        await Booked(visit);

        var content = await house.Clinic.In(async (LoadCoding coding) => await coding.Proposal(visit, await coding.Billed(visit, CancellationToken.None), CancellationToken.None));

        Assert.Equal(("Ana Maro, DO", "1234567893", "R-1"), (content.ReferringName, content.ReferringNpi, content.AuthorizationNumber));
    }

    [Fact]
    public async Task Who_works_elsewhere_or_is_not_cleared_sees_no_referral()
    {
        var id = await house.Sent();
        Assert.NotNull(await AsUser((ListReferrals list) => list.Find(id, CancellationToken.None)));
        Assert.Null(await AsUser((ListReferrals list) => list.Find(id, CancellationToken.None), TestOrganization.Mesa.Id));
        Assert.Equal(0, (await AsUser((ListReferrals list) => list.Counts(null, CancellationToken.None), TestOrganization.Mesa.Id))[0].Count);
        var version = (await house.Find(id)).Version;
        Assert.IsType<ReferralWork.Unknown>(await AsUser((WorkOnReferral work) => work.Run(id, version, Guid.CreateVersion7(), new ReferralStep.Withdraw(new Contact()), CancellationToken.None), TestOrganization.Mesa.Id));

        await house.Clinic.Sql($"UPDATE intake.patients SET access_class = 'restricted' WHERE id = '{house.Patient}'");
        Assert.Null(await AsUser((ListReferrals list) => list.Find(id, CancellationToken.None)));
        Assert.Empty(await AsUser((ListReferrals list) => list.OfPatient(house.Patient, CancellationToken.None)));
    }

    [Fact]
    public async Task The_lists_hold_what_their_names_say_what_waits_longest_first()
    {
        var old = await house.Sent();
        house.Clinic.Clock.Advance(TimeSpan.FromDays(31));
        var (draft, needed) = (await house.Start(), await house.Start(direction: ReferralDirection.In));
        await house.Did(old, new ReferralStep.Attempt(new Contact(Contact.Phone), AttemptOutcome.NoAnswer));

        var rows = await house.Clinic.In((ListReferrals list) => list.Rows(ListReferrals.Open, null, CancellationToken.None));
        Assert.Equal([old, draft, needed], rows.Select(row => row.Referral.Id));
        Assert.Equal((31, "stop", 1, new DateOnly(2026, 4, 2)), (rows[0].Age, rows[0].AgeBadge, rows[0].Tried, rows[0].LastTried!.Value));
        var counts = (await house.Clinic.In((ListReferrals list) => list.Counts(ReferralDirection.Out, CancellationToken.None))).ToDictionary(of => of.Code, of => of.Count);
        Assert.Equal((2, 1, 1, 1, 0), (counts[ListReferrals.Open], counts[ListReferrals.Send], counts[ListReferrals.Waiting], counts[ListReferrals.Old], counts[ListReferrals.Ask]));
    }

    private Task<ReferralStarted> Begin(Guid id, StaffTask task) =>
        house.Clinic.In((StartReferral start) => start.Run(id, ReferralDirection.Out, house.Patient, TestOrganization.Harbor.Id, task, ReferralClinic.ToKeller, CancellationToken.None));

    private Task<ReferralWork> Send(Guid id, uint version, Guid step) => house.Clinic.In((WorkOnReferral work) => work.Run(id, version, step, new ReferralStep.Send(new Contact(Contact.Fax)), CancellationToken.None));

    private Task Booked(VisitSummary visit) => house.Booked(visit);

    private Task<int> Counted(Guid id) => house.Counted(id);

    private Task<TResult> AsUser<T, TResult>(Func<T, Task<TResult>> act, Guid? location = null)
        where T : notnull => house.AsUser(act, location);
}
