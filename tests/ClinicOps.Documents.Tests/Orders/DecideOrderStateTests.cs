using ClinicOps.Documents.Data;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Matching;
using ClinicOps.Testing;
using Microsoft.Extensions.Options;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Orders;

/// <summary>How an order stands, by what its page says and the day it came.</summary>
public sealed class DecideOrderStateTests
{
    private static readonly OrderSetting Setting = new(new DateOnly(2025, 3, 10), ["Harbor Clinic", "Harbor", "Mesa"]);

    private static readonly string[] Head = ["Lakeview Family Medicine", "Order Form", "Patient: Elena Rossi", "DOB: 06/20/1990"];

    private static readonly string[] Foot = ["Ordering Provider: Paul Winter, MD", "Order Date: 03/04/2025", "Electronically signed by Paul Winter, MD"];

    [Theory]
    [InlineData("unsigned", "Ordering Provider: Paul Winter, MD|Order Date: 03/04/2025")]
    [InlineData("unsigned", "Ordering Provider: Paul Winter, MD|Order Date: 03/04/2025|Signature pending")]
    [InlineData("unsigned", "Order Date: 03/04/2025|Signed by: ____________ Date: ________")]
    [InlineData("unsigned", "Order Date: 03/04/2025|Signed by:|Lakeview Family Medicine, 12 Main St")]
    [InlineData("unsigned", "Order Date: 03/04/2025|Electronically signed by:")]
    [InlineData("unsigned", "Order Date: 03/04/2025|Signed by: ____________ MD   Date: 03/04/2025")]
    [InlineData("unsigned", "Order Date: 03/04/2025|To be signed by the provider")]
    [InlineData("unsigned", "Order Date: 03/04/2025|Not valid unless signed by prescriber")]
    [InlineData("unsigned", "Order Date: 03/04/2025|Patient signature on file")]
    [InlineData("ready", "Order Date: 03/04/2025|Electronically signed by:|Paul Winter, MD")]
    [InlineData("ready", "Order Date: 03/04/2025|Signed by: Paul Winter   Date: 03/04/2025")]
    [InlineData("ready", "Order Date: 03/04/2025|/s/ Paul Winter")]
    [InlineData("ready", "Order Date: 03/04/2025|This order was electronically signed.")]
    [InlineData("undated", "Electronically signed by Paul Winter, MD")]
    [InlineData("elsewhere", "Electronically signed by Paul Winter, MD|Order Date: 03/04/2025|Courtesy copy, no action needed")]
    [InlineData("ready", "Electronically signed by Paul Winter, MD|Order Date: 03/04/2025")]
    public void The_state_says_what_keeps_an_order_from_becoming_work(string state, string foot) =>
        Assert.Equal(state, StateOf([.. Head, "Exam: MRI brain (70551)", .. foot.Split('|')]));

    [Theory]
    [InlineData("v.o. Dr. Winter / N. Hill, RN")]
    [InlineData("Telephone order received from Dr. Winter, read back by Nancy Hill, RN")]
    [InlineData("[X] Verbal order   [ ] Written order")]
    [InlineData("Verbal order taken by N. Hill, RN. Co-signature pending")]
    [InlineData("Telephone order from Paul Winter, MD - electronically signed by Nancy Hill, RN")]
    [InlineData("Telephone order, electronically signed by Nancy Hill, RN for Paul Winter, MD")]
    public void An_order_given_by_phone_is_unsigned_until_it_is_co_signed(string line)
    {
        Assert.Equal(("unsigned", "It was given by phone, and nobody has co-signed it."), Decided([.. Head, "Test: Ferritin (82728)", line, "Order Date: 03/04/2025", "Electronically signed by Nancy Hill, RN"]));
        Assert.Equal("ready", StateOf([.. Head, "Test: Ferritin (82728)", line.Replace(". Co-signature pending", "", StringComparison.Ordinal), "Order Date: 03/04/2025", "Co-signed by Paul Winter, MD 03/05/2025"]));
    }

    [Theory]
    [InlineData("[ ] Verbal order   [X] Written order")]
    [InlineData("Verbal orders are not accepted.")]
    [InlineData("Verbal order taken by: ________")]
    public void A_form_that_only_speaks_of_phone_orders_is_none(string line) =>
        Assert.Equal("ready", StateOf([.. Head, "Test: Ferritin (82728)", line, .. Foot]));

    [Fact]
    public void A_phone_order_that_its_prescriber_signed_is_co_signed() =>
        Assert.Equal("ready", StateOf([.. Head, "Test: Ferritin (82728)", "Telephone order taken by Nancy Hill, RN - electronically signed by Paul Winter, MD", "Order Date: 03/04/2025"]));

    [Theory]
    [InlineData("CANCELLED")]
    [InlineData("[X] Cancel")]
    [InlineData("[ ] New   [X] Cancelled")]
    [InlineData("Please cancel this order.")]
    [InlineData("This order has been canceled by the office on 03/08/2025")]
    [InlineData("Action:  [ ] New   [X] Cancel order")]
    public void What_the_page_takes_back_is_cancelled(string line) =>
        Assert.Equal("cancelled", StateOf([.. Head, line, "Exam: MRI brain (70551)", .. Foot]));

    [Theory]
    [InlineData("If you need to cancel your appointment, call 24 hours before.")]
    [InlineData("Action:  [X] New   [ ] Cancel order")]
    [InlineData("Void if altered.")]
    [InlineData("[ ] Cancel")]
    [InlineData("☐ Cancelled")]
    [InlineData("Please disregard previous order")]
    [InlineData("Please disregard the previous order.")]
    [InlineData("Discontinue previous orders")]
    [InlineData("The previous order has been cancelled.")]
    [InlineData("To cancel this order, call (555) 555-0100.")]
    [InlineData("Questions? To cancel this order, call (555) 555-0100.")]
    [InlineData("Cancellation policy: a fee applies when the order is cancelled late.")]
    public void What_only_speaks_of_cancelling_takes_nothing_back(string line) =>
        Assert.Equal("ready", StateOf([.. Head, "Exam: MRI brain (70551)", .. Foot, line]));

    [Theory]
    [InlineData("elsewhere", "Perform at: Mercy Ridge Imaging Center")]
    [InlineData("elsewhere", "To be done at Lakeside Radiology next week.")]
    [InlineData("ready", "Perform at: Harbor Clinic, Imaging")]
    [InlineData("ready", "Perform at: Main campus")]
    public void What_is_to_be_done_at_another_facility_is_not_ours(string state, string line) =>
        Assert.Equal(state, StateOf([.. Head, "Exam: MRI brain (70551)", line, .. Foot]));

    [Theory]
    [InlineData("standing", "Repeat every 3 months until 12/31/2025", "2025-12-31")]
    [InlineData("standing", "Order type: Standing   End date: 09/01/2025", "2025-09-01")]
    [InlineData("standing", "[ ] One time   [X] Standing order", null)]
    [InlineData("expired", "Standing order, expires 03/01/2025", "2025-03-01")]
    [InlineData("ready", "[X] One time   [ ] Standing order", null)]
    public void An_order_to_be_repeated_stands_until_its_day(string state, string line, string? until)
    {
        var order = Assert.Single(Orders([.. Head, line, "Test: Ferritin (82728)", .. Foot]));

        Assert.Equal(until, order.Terms.ValidUntil?.Value);
        Assert.Equal(state, Decide(order).State);
    }

    [Theory]
    [InlineData("ready", "Insurance: Tidewater Health Plan|Member ID: 884421|End date: 12/31/2024")]
    [InlineData("ready", "Coverage expiration date: 01/31/2025")]
    [InlineData("expired", "Insurance: Tidewater Health Plan|Order expires: 03/01/2025")]
    [InlineData("expired", "Expires: 03/01/2025")]
    public void When_the_insurance_ends_says_nothing_of_the_order(string state, string lines) =>
        Assert.Equal(state, StateOf([.. Head, "Exam: MRI brain (70551)", .. lines.Split('|'), .. Foot]));

    [Theory]
    [InlineData("expired", null)]
    [InlineData("standing", "every 3 months")]
    public void A_last_day_beyond_the_usual_one_counts_only_for_what_repeats(string state, string? repeats)
    {
        var values = new Dictionary<string, string> { [OrderValueName.Signature] = "signed", [OrderValueName.OrderedOn] = "2023-11-02", [OrderValueName.ValidUntil] = "2030-12-31" };
        if (repeats is not null)
        {
            values[OrderValueName.Repeats] = repeats;
        }

        Assert.Equal(state, DecideOrderState.Of(values, Setting, new OrderOptions()).State);
    }

    [Fact]
    public void How_often_stands_in_the_orders_own_line_and_lasts_from_its_day()
    {
        var orders = Orders([.. Head, "Laboratory tests requested", "1. CBC with differential - 85025 every 4 weeks x 6 months", "2. Ferritin - 82728", .. Foot]);

        Assert.Equal([("standing", "2025-09-04"), ("ready", null)], orders.Select(o => (Decide(o).State, o.Terms.ValidUntil?.Value)));
    }

    [Fact]
    public void Therapy_several_times_a_week_is_one_order() =>
        Assert.Equal("ready", StateOf([.. Head, "Therapy: Physical therapy evaluate and treat, weekly x 6 weeks (97161)", .. Foot]));

    [Theory]
    [InlineData("2025-03-10", "ready")]
    [InlineData("2026-03-04", "ready")]
    [InlineData("2026-03-05", "expired")]
    public void An_order_is_held_against_the_day_it_came_and_not_against_today(string received, string state) =>
        Assert.Equal(state, Decide(Assert.Single(Orders([.. Head, "Exam: MRI brain (70551)", .. Foot])), received).State);

    [Theory]
    [InlineData("Needed by: 03/09/2025", "late")]
    [InlineData("Needed by: 03/10/2025", "ready")]
    public void What_was_to_be_done_before_it_came_is_late_and_work_all_the_same(string line, string state)
    {
        Assert.Equal(state, StateOf([.. Head, "Exam: MRI brain (70551)", line, .. Foot]));
        Assert.Contains(state, OrderState.Work);
    }

    [Fact]
    public void An_order_in_poorly_read_words_is_illegible_by_the_setting()
    {
        var page = new PageTextBuilder().Lines(Head).Confidence(35).Line("Exam: MRI brain (70551)").Confidence(95).Lines(Foot).Build();
        var order = Assert.Single(TranscribeOrders.From(DocumentType.PhysicianOrder, [page]));

        Assert.Equal("illegible", Decide(order).State);
        Assert.Equal("ready", Decide(order, options: new OrderOptions { LeastLegibility = 30 }).State);
    }

    [Fact]
    public void Each_reason_names_the_value_whose_place_shows_it()
    {
        var order = Assert.Single(Orders([.. Head, "Exam: MRI brain (70551)", "Needed by: 03/01/2025", .. Foot]));

        var decision = Decide(order);

        Assert.Equal((OrderValueName.Due, "It was to be done by 03/01/2025, before it arrived."), (decision.Evidence, decision.Words));
        Assert.Contains(order.Values, v => v.Name == decision.Evidence && v.Read.Place.Box.Width > 0);
    }

    [Fact]
    public void A_persons_word_that_is_taken_back_leaves_the_decision_under_it()
    {
        using var db = new DocumentsDbDesign().CreateDbContext([]);
        var (order, states) = (Stored(1, OrderState.Unsigned), States(db));
        db.Orders.Add(order);
        Assert.True(states.Decide(order, Setting));

        order.State = OrderState.Ready;

        Assert.True(states.Decide(order, Setting));
        Assert.Equal(OrderState.Unsigned, order.State);
        Assert.False(states.Decide(order, Setting));
    }

    [Theory]
    [InlineData("elsewhere", null, "elsewhere")]
    [InlineData("illegible", null, "illegible")]
    [InlineData("illegible", "100", "ready")]
    [InlineData("unsigned", null, "ready")]
    public void What_was_decided_before_its_reasons_were_kept_stands(string before, string? legibility, string after)
    {
        using var db = new DocumentsDbDesign().CreateDbContext([]);
        var order = legibility is null
            ? Stored(1, before, (OrderValueName.Signature, "signed"), (OrderValueName.OrderedOn, "2025-03-04"))
            : Stored(1, before, (OrderValueName.Signature, "signed"), (OrderValueName.OrderedOn, "2025-03-04"), (OrderValueName.Legibility, legibility));
        db.Orders.Add(order);

        States(db).Decide(order, Setting);

        Assert.Equal(after, order.State);
    }

    [Fact]
    public void Of_two_equal_orders_the_one_that_was_no_work_yet_gives_way_whichever_was_read_first()
    {
        (string, string)[] same = [(OrderValueName.Code, "70551"), (OrderValueName.OrderedOn, "2025-03-04"), (OrderValueName.OrderingProvider, "Paul Winter, MD")];
        var (first, repeat) = (Stored(1, OrderState.Ready, same), Stored(2, OrderState.Ready, same));

        Assert.Same(repeat, StateOrders.SameInChart(first, enters: true, [repeat]));
        Assert.Null(StateOrders.SameInChart(first, enters: false, [repeat]));
        Assert.Same(first, StateOrders.SameInChart(repeat, enters: false, [first]));
        first.State = OrderState.Duplicate;
        Assert.Same(repeat, StateOrders.SameInChart(first, enters: false, [repeat]));
    }

    private static StateOrders States(DocumentsDb db) => new(db, TestOrganization.Two, Options.Create(new DocumentsOptions()), TimeProvider.System);

    private static Order Stored(int day, string state, params (string Name, string Value)[] values)
    {
        var at = new DateTimeOffset(2025, 3, day, 9, 0, 0, TimeSpan.Zero);
        var order = new Order
        {
            Id = Guid.CreateVersion7(at),
            DocumentId = Guid.CreateVersion7(at),
            Ordinal = 1,
            Kind = "imaging",
            State = state,
            LocationId = TestOrganization.Harbor.Id,
            CareThreadId = Guid.CreateVersion7(at),
            TranscribedAt = at,
        };
        order.Values.AddRange(values.Select(v => new OrderValue { Id = Guid.CreateVersion7(at), OrderId = order.Id, Name = v.Name, Value = v.Value, Source = OrderValueSource.Machine, At = at }));
        return order;
    }

    private static IReadOnlyList<OrderRead> Orders(string[] lines) => TranscribeOrders.From(DocumentType.PhysicianOrder, [Page(lines)]);

    private static string StateOf(string[] lines) => Decided(lines).State;

    private static (string State, string Words) Decided(string[] lines)
    {
        var decision = Decide(Assert.Single(Orders(lines)));
        return (decision.State, decision.Words);
    }

    private static OrderDecision Decide(OrderRead order, string? received = null, OrderOptions? options = null) => DecideOrderState.Of(
        order.Values.ToDictionary(v => v.Name, v => v.Read.Value),
        received is null ? Setting : Setting with { Received = DateOnly.ParseExact(received, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) },
        options ?? new OrderOptions());
}
