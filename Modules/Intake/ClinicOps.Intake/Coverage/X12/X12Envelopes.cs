using System.Globalization;

namespace ClinicOps.Intake.Coverage.X12;

/// <summary>Sorts the segments of an interchange into its transactions. Counts and control numbers that do not agree are told; nothing is dropped for them.</summary>
internal static class X12Envelopes
{
    public static X12Interchange Of(X12Separators separators, IReadOnlyList<X12Segment> segments, X12Problems problems)
    {
        var acknowledgements = new List<X12Segment>();
        var transactions = new List<X12Transaction>();
        Group? group = null;
        var groups = 0;
        OpenTransaction? open = null;
        X12Segment? trailer = null;

        void Close(X12Segment? end)
        {
            if (open is { } closing)
            {
                transactions.Add(closing.Closed(end));
                open = null;
            }
        }

        void CloseGroup(X12Segment? end)
        {
            Close(null);
            if (group is { } closing)
            {
                closing.Check(end, problems);
                group = null;
            }
            else if (end is not null)
            {
                problems.Add("A GE segment ends a group that no GS segment began.");
            }
        }

        foreach (var segment in segments.Skip(1))
        {
            switch (segment.Name)
            {
                case "TA1" when open is null:
                    acknowledgements.Add(segment);
                    break;
                case "GS":
                    CloseGroup(null);
                    (group, groups) = (new Group(segment), groups + 1);
                    break;
                case "ST":
                    Close(null);
                    open = new OpenTransaction(segment[1], segment[2]);
                    open.Segments.Add(segment);
                    if (group is null)
                    {
                        problems.Add("A transaction stands outside any group: its GS segment is missing.");
                    }
                    else
                    {
                        group.Transactions++;
                    }

                    break;
                case "SE":
                    if (open is null)
                    {
                        problems.Add("An SE segment ends a transaction that no ST segment began.");
                        break;
                    }

                    open.Segments.Add(segment);
                    Close(segment);
                    break;
                case "GE":
                    CloseGroup(segment);
                    break;
                case "IEA":
                    trailer = segment;
                    break;
                default:
                    if (open is null)
                    {
                        open = new OpenTransaction("", "");
                        open.Problems.Add("Its ST segment is missing.");
                    }

                    open.Segments.Add(segment);
                    break;
            }
        }

        CloseGroup(null);
        Check(segments[0], trailer, groups, problems);
        return new X12Interchange(separators, segments[0], acknowledgements, transactions, problems.Told);
    }

    private static void Check(X12Segment header, X12Segment? trailer, int groups, X12Problems problems)
    {
        if (trailer is null)
        {
            problems.Add("Its IEA segment is missing: the message may have been cut off.");
            return;
        }

        if (!Same(trailer[1], groups))
        {
            problems.Add($"IEA01 says {Said(trailer[1])} groups; there are {groups}.");
        }

        if (trailer[2].Trim() != header[13].Trim())
        {
            problems.Add($"ISA13 ({Said(header[13])}) and IEA02 ({Said(trailer[2])}) differ.");
        }
    }

    private static bool Same(string written, int counted) => int.TryParse(written.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said == counted;

    /// <summary>A control number or a count as it is told: no more of it than such a thing has.</summary>
    private static string Said(string written) => written.Trim() is { Length: > 0 } said ? said.Length > 12 ? said[..12] + "…" : said : "nothing";

    private sealed class Group(X12Segment header)
    {
        public int Transactions { get; set; }

        public void Check(X12Segment? end, X12Problems problems)
        {
            if (end is null)
            {
                problems.Add($"The GE segment of group {Said(header[6])} is missing.");
                return;
            }

            if (!Same(end[1], Transactions))
            {
                problems.Add($"GE01 says {Said(end[1])} transactions; there are {Transactions}.");
            }

            if (end[2].Trim() != header[6].Trim())
            {
                problems.Add($"GS06 ({Said(header[6])}) and GE02 ({Said(end[2])}) differ.");
            }
        }
    }

    private sealed class OpenTransaction(string kind, string controlNumber)
    {
        public List<X12Segment> Segments { get; } = [];

        public List<string> Problems { get; } = [];

        public X12Transaction Closed(X12Segment? end)
        {
            if (end is null)
            {
                Problems.Add("Its SE segment is missing: the message may have been cut off.");
            }
            else
            {
                if (!Same(end[1], Segments.Count))
                {
                    Problems.Add($"SE01 says {Said(end[1])} segments; there are {Segments.Count}.");
                }

                if (end[2].Trim() != controlNumber.Trim())
                {
                    Problems.Add($"ST02 ({Said(controlNumber)}) and SE02 ({Said(end[2])}) differ.");
                }
            }

            return new X12Transaction(kind.Trim(), controlNumber.Trim(), Segments, Problems);
        }
    }
}
