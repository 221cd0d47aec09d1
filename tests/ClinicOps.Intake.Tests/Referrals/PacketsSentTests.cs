using System.Collections.Concurrent;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Papers;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tests.Authorizations;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Intake.Tests.Referrals;

/// <summary>Packets that Correspondence sends: what goes to it, and what comes back into the history.</summary>
public sealed class PacketsSentTests(TestCluster cluster) : IAsyncLifetime
{
    private ReferralClinic house = null!;

    public async ValueTask InitializeAsync() => house = await ReferralClinic.Open(cluster);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task A_packet_that_left_sends_its_referral_and_one_that_did_not_arrive_is_a_task_until_it_is_sent_again()
    {
        var id = await house.Start();
        var packet = await Packet("referral", id);
        var first = await Ended(packet, PapersEnded.Sent);
        await house.Clinic.DeliverAgain();
        Assert.Equal(ReferralState.Sent, await house.StateOf(id));
        Assert.Equal(
            [$"sent fax (419) 555-0155, Dr. Keller ref-{first:N} {packet}"],
            await house.Clinic.Sql($"SELECT concat_ws(' ', what, how, sent_to, reference, packet_id) FROM intake.referral_events WHERE referral_id = '{id}' AND what <> 'started'"));

        // It came back: it is to be sent again, as if it never had been, and nothing chases them for what they never got.
        await Ended(packet, PapersEnded.Failed, "bounced", first);
        await house.Clinic.DeliverAgain();
        var stands = await house.Find(id);
        Assert.Equal((ReferralState.Draft, (DateTimeOffset?)null, "It came back. Check the number or address, and send it again."), (stands.State, stands.SentAt, stands.StateReason));
        Assert.Equal(["refer open: A packet did not arrive: Cardiology, Palpitations"], await house.Tasks());

        // Of two ways one is enough: what comes back of the other changes nothing but the day. One that came back before its leaving was told has sent nothing.
        var (fax, mail) = (await Ended(packet, PapersEnded.Sent), await Ended(packet, PapersEnded.Sent));
        await Ended(packet, PapersEnded.Failed, "bounced", fax);
        Assert.Equal(ReferralState.Sent, await house.StateOf(id));
        await Ended(packet, PapersEnded.Failed, "bounced", mail);
        Assert.Equal(ReferralState.Draft, await house.StateOf(id));
        await Ended(packet, PapersEnded.Sent, comesBack: true);
        Assert.Equal(ReferralState.Draft, await house.StateOf(id));

        await Ended(packet, PapersEnded.Sent);
        Assert.Equal(["refer done: A packet did not arrive: Cardiology, Palpitations", "refer done: A packet did not arrive: Cardiology, Palpitations"], await house.Tasks());
        Assert.Equal("", (await house.Find(id)).StateReason);

        // With an appointment given, more papers change nothing but the history; so does what nobody knows, which is asked after.
        await house.Did(id, new ReferralStep.Book(new Contact(), new DateOnly(2026, 4, 1)));
        await Ended(packet, PapersEnded.Sent);
        await Ended(packet, PapersEnded.Unknown, "outcome_unknown");
        Assert.Equal(ReferralState.Scheduled, await house.StateOf(id));
        Assert.Equal(
            ["started", "sent", "not-arrived", "sent", "sent", "not-arrived", "not-arrived", "sent", "scheduled", "papers", "not-arrived"], await house.Clinic.Sql($"SELECT what FROM intake.referral_events WHERE referral_id = '{id}' ORDER BY number"));
        Assert.Contains("refer open: A packet did not arrive: Cardiology, Palpitations", await house.Tasks());

        // What waits while its referral is withdrawn does not leave, and nobody has to find another way.
        Assert.True(await house.Clinic.In((IPackets packets) => packets.IsMeant(packet)));
        await house.Did(id, new ReferralStep.Withdraw(new Contact()));
        Assert.False(await house.Clinic.In((IPackets packets) => packets.IsMeant(packet)));
        await Ended(packet, PapersEnded.Failed, "not_meant");
        Assert.DoesNotContain(await house.Tasks(), task => task.StartsWith("refer open", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_packet_that_left_submits_a_draft_under_no_name_of_the_payers_and_answers_what_was_asked_for()
    {
        var id = Guid.CreateVersion7();
        Assert.IsType<Started.Done>(await house.Clinic.In((StartAuthorization start) => start.Run(id, house.Patient, TestOrganization.Harbor.Id, null, AuthorizationClinic.Request(), CancellationToken.None)));
        var packet = await Packet("authorization", id);
        await Ended(packet, PapersEnded.Failed, "mailbox_unknown");
        Assert.Equal(["draft, The packet, to (419) 555-0155, Dr. Keller. It did not arrive, authorize open"], await Standing());

        // What came back asked the payer for nothing: no clock runs, its chase goes, and the request is a draft until it is sent.
        var lost = await Ended(packet, PapersEnded.Sent);
        house.Clinic.Clock.Advance(TimeSpan.FromDays(6));
        await house.Clinic.In((ChaseDeadlines chase) => chase.Run(new AuthorizationsToLookAt(), new JobMessage(Guid.CreateVersion7(), "test"), CancellationToken.None));
        Assert.Contains("Ask the payer for its decision: 73721 MRI of the knee open", await Chases());
        await Ended(packet, PapersEnded.Failed, "bounced", lost);
        await house.Clinic.DeliverAgain();
        Assert.Equal([("draft", (DateTimeOffset?)null)], await house.Clinic.In((IntakeDb db) => Task.FromResult(db.Authorizations.Where(a => a.Id == id).AsEnumerable().Select(a => (a.State, a.SubmittedAt)).ToList())));
        Assert.Empty(await house.Clinic.Sql($"SELECT kind FROM intake.authorization_deadlines WHERE authorization_id = '{id}' AND state = 'open'"));
        Assert.Equal(["Ask the payer for its decision: 73721 MRI of the knee withdrawn"], await Chases());

        // The clock of the decision runs from when it left, and what left under our own reference has no case number of the payer's.
        await Ended(packet, PapersEnded.Sent);
        Assert.Equal(["submitted, , authorize done", "submitted, , authorize done", "submitted, , chase withdrawn"], (await Standing()).Order());
        Assert.Equal([true], await house.Clinic.Sql($"SELECT d.started_at = a.submitted_at FROM intake.authorization_deadlines d JOIN intake.authorizations a ON a.id = d.authorization_id WHERE d.authorization_id = '{id}' AND d.state = 'open'"));
        Assert.Equal([""], await house.Clinic.Sql($"SELECT case_reference FROM intake.authorizations WHERE id = '{id}'"));
        Assert.Equal(["decision"], await house.Clinic.Sql($"SELECT kind FROM intake.authorization_deadlines WHERE authorization_id = '{id}' AND state = 'open'"));

        // Nobody knows of another: the clock runs on. Asked for more, a packet is the answer; else it is said and changes nothing.
        await Ended(packet, PapersEnded.Unknown, "outcome_unknown");
        var papers = await Ended(packet, PapersEnded.Sent);
        Assert.Equal(["decision"], await house.Clinic.Sql($"SELECT kind FROM intake.authorization_deadlines WHERE authorization_id = '{id}' AND state = 'open'"));
        var version = await house.Clinic.In((IntakeDb db) => Task.FromResult(db.Authorizations.Single(a => a.Id == id).Version));
        Assert.IsType<AuthorizationWork.Done>(await house.Clinic.In((WorkOnAuthorization work) => work.Run(id, version, Guid.CreateVersion7(), new AuthorizationStep.Pend(new Contact(), "the last note", null), CancellationToken.None)));
        var answer = await Ended(packet, PapersEnded.Sent);
        Assert.Equal(["decision"], await house.Clinic.Sql($"SELECT kind FROM intake.authorization_deadlines WHERE authorization_id = '{id}' AND state = 'open'"));

        // An answer that came back is still to be sent until the same day as before; papers that came back before it have changed nothing.
        await Ended(packet, PapersEnded.Failed, "bounced", papers);
        Assert.Equal(["submitted"], await house.Clinic.Sql($"SELECT state FROM intake.authorizations WHERE id = '{id}'"));
        await Ended(packet, PapersEnded.Failed, "bounced", answer);
        Assert.Equal(["pended, The payer asks for: the last note. The packet, to (419) 555-0155, Dr. Keller. It came back. Check the number or address, and send it again."], await house.Clinic.Sql($"SELECT state || ', ' || state_reason FROM intake.authorizations WHERE id = '{id}'"));
        Assert.Equal(["respond-by"], await house.Clinic.Sql($"SELECT kind FROM intake.authorization_deadlines WHERE authorization_id = '{id}' AND state = 'open'"));
        Assert.Equal(
            ["started", "not-arrived", "submitted", "not-arrived", "submitted", "not-arrived", "papers", "pended", "responded", "not-arrived", "not-arrived"], await house.Clinic.Sql($"SELECT what FROM intake.authorization_events WHERE authorization_id = '{id}' ORDER BY number"));

        async Task<IReadOnlyList<object?>> Chases() => await house.Clinic.Sql($"SELECT title || ' ' || state FROM intake.tasks WHERE authorization_id = '{id}' AND kind = 'chase' ORDER BY raised_at");

        async Task<IReadOnlyList<object?>> Standing() => await house.Clinic.Sql(
            $"SELECT a.state || ', ' || split_part(a.state_reason, ':', 1) || ', ' || t.kind || ' ' || t.state FROM intake.authorizations a JOIN intake.tasks t ON t.authorization_id = a.id WHERE a.id = '{id}'");
    }

    [Fact]
    public async Task A_packet_goes_as_it_was_kept_to_whom_somebody_made_sure_of()
    {
        var (id, other) = (await house.Start(), await house.Start());
        var packet = await Packet("referral", id);
        await house.Clinic.Sql($"UPDATE intake.referrals SET access_class = 'behavioural' WHERE id = '{id}'");
        var (referral, foreign) = (await house.Find(id), await house.Find(other));
        var reader = new PacketReader(Guid.CreateVersion7(), PaperWays.Fax, "(419) 555-0155", "Dr. Keller", IsConfirmed: true);
        Task<PacketSent> Send(Referral of, PacketReader to) => house.Clinic.In((SendPacket send) => send.OfReferral(of, packet, to, CancellationToken.None));

        Assert.IsType<PacketSent.Refused>(await Send(referral, reader with { IsConfirmed = false }));
        Assert.IsType<PacketSent.Unknown>(await Send(foreign, reader));
        Assert.Empty(house.Papers.Sent);

        Assert.IsType<PacketSent.OnItsWay>(await Send(referral, reader));
        var (papers, to) = Assert.Single(house.Papers.Sent);
        Assert.Equal(new PapersReader(reader.DeliveryId, "fax", "(419) 555-0155", "Dr. Keller", PaperReaders.Colleague), to);
        Assert.Equal((packet, house.Patient, "behavioural", "00", 3, referral.CareThreadId), (papers.Id, papers.PatientId, papers.AccessClass, papers.BlobHash, papers.Pages, papers.CareThreadId));
        Assert.DoesNotContain("Cardiology", papers.Subject, StringComparison.Ordinal);
    }

    private async Task<Guid> Packet(string kind, Guid of)
    {
        var packet = Guid.CreateVersion7();
        await house.Clinic.Sql($"INSERT INTO intake.{kind}_packets (id, {kind}_id, patient_id, document_ids, pages, blob_hash, at) VALUES ('{packet}', '{of}', '{house.Patient}', '{{}}', 3, '00', now())");
        return packet;
    }

    /// <param name="comesBack">It has come back before its leaving is told.</param>
    private async Task<Guid> Ended(Guid packet, string outcome, string? reason = null, Guid? delivery = null, bool comesBack = false)
    {
        var id = delivery ?? Guid.CreateVersion7();
        house.Papers.Deliveries[id] = new PapersDelivery(id, packet, PaperWays.Fax, "(419) 555-0155", "Dr. Keller", outcome, null, $"ref-{id:N}", house.Clinic.Clock.GetUtcNow(), null) { IsForAPerson = comesBack };
        house.Clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        await house.Tell(new PapersEnded(packet, id, house.Patient, TestOrganization.Harbor.Id, outcome, reason));
        return id;
    }
}

/// <summary>Stands in for Correspondence, which sends papers.</summary>
internal sealed class StandingPapers : IPapers
{
    public ConcurrentDictionary<Guid, PapersDelivery> Deliveries { get; } = [];

    public List<(PapersToSend Papers, PapersReader Reader)> Sent { get; } = [];

    public IReadOnlyList<string> Ways => [PaperWays.Fax, PaperWays.Email];

    public Task<PapersAnswer> Send(PapersToSend papers, PapersReader reader, CancellationToken stopping = default)
    {
        Sent.Add((papers, reader));
        return Task.FromResult<PapersAnswer>(new PapersAnswer.Requested(reader.DeliveryId));
    }

    public Task<PapersDelivery?> Find(Guid deliveryId, CancellationToken stopping = default) => Task.FromResult(Deliveries.GetValueOrDefault(deliveryId));

    public Task<IReadOnlyList<PapersDelivery>> Of(IReadOnlyCollection<Guid> papersIds, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<PapersDelivery>>([.. Deliveries.Values.Where(one => papersIds.Contains(one.PapersId))]);
}
