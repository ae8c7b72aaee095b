print("flowsight")
